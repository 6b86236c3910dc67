import Contracts
import Postgres

extension WalletEntries: LedgerRead {
    func answer(_ asked: Asked, in snapshot: inout Snapshot, to json: inout JSONWriter) async throws {
        let account = try await snapshot.account(wallet, field: "wallet", for: asked.viewer)
        var other: AccountRow?
        if let counterparty {
            // Whoever may see an account may ask for what it has to do with another one, known to them or not.
            do {
                other = try await snapshot.account(
                    counterparty, field: "counterparty", currency: account.unit.code, for: Viewer(nil))
            } catch let error as CommandError where asked.viewer.person != nil && Self.unknown.contains(error.code) {
                // A person is not told who exists: with nobody one has as little to do as with a stranger.
                writeWallet(account, to: &json)
                return try json.page([], of: self, cursor: { Cursor($0.sequence) }) { (entry: EntryRow, json) in
                    try entry.write(in: account.unit, to: &json)
                }
            }
        }
        var span = try await span(of: account, in: &snapshot)
        if let last = try asked.number(0, in: 1...(account.entries + 1)) { span.end = min(span.end, last) }
        let source = try await source(other, in: &snapshot)
        let window = source == .history ? hasFilter ? Self.window : Int64(page.size) + 1 : Self.everything
        let rows = try await snapshot.run(
            Statement(
                source.statement,
                [
                    .int64(account.id.number), .int64(span.end), .int64(span.start), .int64(window), rowLimit,
                    .optionalText(transactionType), .optionalText(reference), .optionalInt64(other?.id.number),
                ]))
        let entries = try rows.map { try EntryRow($0) }
        writeWallet(account, to: &json)
        try json.page(entries, of: self, cursor: { Cursor($0.sequence) }) { try $0.write(in: account.unit, to: &$1) }
        let lookedAt = span.end - window
        if source == .history, entries.count <= page.size, lookedAt > span.start + 1 {
            // The window is exhausted and not the history: the page may be short, even empty, and there is more to look at.
            json.member("next_cursor", Cursor(lookedAt).text(for: self))
        }
    }

    private func writeWallet(_ account: AccountRow, to json: inout JSONWriter) {
        json.key("wallet")
        json.beginObject()
        account.writeName(to: &json)
        json.endObject()
    }

    private static let unknown: Set<ErrorCode> = [.partyNotFound, .accountNotFound]

    /// The sequence numbers after `start` and before `end`.
    private struct Span {
        var start: Int64
        var end: Int64
    }

    private var hasFilter: Bool { transactionType != nil || reference != nil || counterparty != nil }

    private func span(of account: AccountRow, in snapshot: inout Snapshot) async throws -> Span {
        guard from != nil || to != nil else { return Span(start: 0, end: account.entries + 1) }
        let row = try await snapshot.run(
            Statement(
                "SELECT coalesce(entries_before($1, $2), 0), coalesce(entries_before($1, $3), $4)",
                [
                    .int64(account.id.number), .optionalTimestamp(from?.microseconds),
                    .optionalTimestamp(to?.microseconds), .int64(account.entries),
                ]))[0]
        return Span(start: try row.int64(0), end: try row.int64(1) + 1)
    }

    /// From where entries are sought: where few transactions come into question at all, from those.
    private func source(_ other: AccountRow?, in snapshot: inout Snapshot) async throws -> EntrySource {
        if let reference {
            let count = try await snapshot.run(
                Statement(
                    """
                    SELECT count(*) FROM (
                        SELECT FROM transactions WHERE reference COLLATE "C" = $1 AND reference IS NOT NULL LIMIT $2
                    ) AS found
                    """, [.text(reference), .int64(Self.few + 1)]))[0].int64(0)
            if count <= Self.few { return .reference }
        }
        if let other, other.entries <= Self.few { return .counterparty }
        return .history
    }

    /// How many entries are looked at for one page where there is a filter.
    static let window: Int64 = 1_000
    /// More entries than few transactions can have, with a hundred legs each.
    private static let everything: Int64 = 100_000
    /// Up to how many transactions are looked at one by one.
    private static let few: Int64 = 500
}
