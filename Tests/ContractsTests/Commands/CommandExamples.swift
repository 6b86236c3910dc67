import Testing

/// One full body for each type of command, with every field that it may have at once, and which of them are required.
enum CommandExamples {
    struct Example: Sendable, CustomTestStringConvertible {
        let type: String
        let required: Set<String>
        let body: String
        var testDescription: String { type }
    }

    static let all = ledger + workflows

    /// Parties, accounts, holds and transactions.
    private static let ledger: [Example] = [
        Example(
            type: "party.register", required: ["party", "party_type", "name"],
            body: """
                {"party": "guest-7", "party_type": "guest", "name": "Ann", "language": "pt-MZ", "time_zone": "Africa/Nairobi",
                "phone": "+27821234567", "kyc_level": "2"}
                """),
        Example(
            type: "unit.register", required: ["code", "name", "decimals"],
            body: #"{"code": "POINTS", "name": "Points", "decimals": "3"}"#),
        Example(
            type: "account.open", required: ["owner", "currency"],
            body:
                #"{"owner": "ann", "kind": "savings", "currency": "ZAR", "overdraft_limit": "5.25"}"#
        ),
        Example(type: "account.suspend", required: ["account", "reason"], body: administration),
        Example(type: "account.activate", required: ["account", "reason"], body: administration),
        Example(type: "account.deactivate", required: ["account", "reason"], body: administration),
        Example(
            type: "account.configure", required: ["account", "overdraft_limit"],
            body: #"{"account": "wal_000000009h5m1", "overdraft_limit": "0", "unlimited": false}"#),
        Example(
            type: "wallet.deposit", required: ["wallet", "money"],
            body: """
                {"wallet": {"party": "ann", "kind": "main", "currency": "ZAR"}, "money": {"amount": "1.5", "currency": "ZAR"},
                "source": "escrow", "open": true, "reference": "BK-1", "description": "cash at the desk"}
                """),
        Example(
            type: "wallet.spend", required: ["wallet", "money"],
            body: """
                {"wallet": {"phone": "+27821234567", "kind": "main", "currency": "ZAR"}, "money": {"amount": "1.5", "currency": "ZAR"},
                "destination": "fees", "reference": "BK-1", "description": "breakfast"}
                """),
        Example(
            type: "wallet.transfer", required: ["from", "to", "money"],
            body: """
                {"from": "wal_000000009h5m1", "to": "payouts_in_transit:ZAR", "money": {"amount": "1.5", "currency": "ZAR"},
                "reference": "BK-1", "description": "out"}
                """),
        Example(
            type: "hold.place", required: ["wallet", "money"],
            body: """
                {"wallet": "wal_000000009h5m1", "money": {"amount": "1.5", "currency": "ZAR"},
                "expires_at": "2026-11-21T09:30:00.000000Z", "reference": "BK-1", "description": "a night"}
                """),
        Example(
            type: "hold.capture", required: ["hold", "to"],
            body: """
                {"hold": "hld_0000000000001", "to": "wal_000000009h5m1", "money": {"amount": "1.5", "currency": "ZAR"}, "final": false,
                "reference": "BK-1", "description": "check-out"}
                """),
        Example(
            type: "hold.release", required: ["hold"], body: #"{"hold": "hld_0000000000001", "reason": "cancelled"}"#),
        Example(type: "hold.expire", required: ["hold"], body: #"{"hold": "hld_0000000000001"}"#),
        Example(type: "hold.warn", required: ["hold"], body: #"{"hold": "hld_0000000000001"}"#),
        Example(
            type: "transaction.reverse", required: ["transaction", "reason"],
            body: #"{"transaction": "txn_0000000000001", "reason": "a mistake"}"#),
        Example(
            type: "transaction.refund", required: ["transaction", "reason"],
            body:
                #"{"transaction": "txn_0000000000001", "money": {"amount": "1.5", "currency": "ZAR"}, "reason": "late"}"#
        ),
        Example(
            type: "journal.post", required: ["legs"],
            body: """
                {"legs": [{"account": "cash:ZAR", "money": {"amount": "-1.5", "currency": "ZAR"}},
                {"account": "wal_000000009h5m1", "money": {"amount": "1.5", "currency": "ZAR"}}],
                "reference": "BK-1", "description": "a correction"}
                """),
    ]

    private static let administration =
        #"{"account": {"party": "ann", "kind": "main", "currency": "ZAR"}, "reason": "a question"}"#
}
