import Postgres

/// The ledger's schema, one numbered step after another; a step that has been released is never changed.
public enum LedgerMigrations {
    /// All steps in order.
    public static let all: [Migration] = [
        Migration(version: 1, name: "ledger", sql: ledger),
        Migration(version: 2, name: "guards", sql: guards),
        Migration(version: 3, name: "grants", sql: grants),
        Migration(version: 4, name: "given back", sql: givenBack),
        Migration(version: 5, name: "wallet", sql: wallet),
        Migration(version: 6, name: "reads", sql: reads),
        Migration(version: 7, name: "audit", sql: audit),
        Migration(version: 8, name: "instances", sql: instances),
        Migration(version: 9, name: "reconcile", sql: reconcile),
        Migration(version: 10, name: "events", sql: events),
        Migration(version: 11, name: "messaging", sql: messaging + "\n" + messagingGuards + "\n" + messagingGrants),
    ]
}
