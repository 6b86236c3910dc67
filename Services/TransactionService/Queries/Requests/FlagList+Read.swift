import Contracts
import Postgres

extension FlagList: LedgerRead {
    func answer(_ asked: Asked, in snapshot: inout Snapshot, to json: inout JSONWriter) async throws {
        // Whoever is suspected is not told.
        try asked.viewer.requireOperator()
        let owner = try await snapshot.owner(wallet: wallet, party: nil, for: asked.viewer)
        let rows = try await snapshot.run(
            Statement(
                Self.statement,
                [
                    .optionalInt64(owner.wallet), .bool(state == .all),
                    .int64(try asked.number(0) ?? Int64.max), rowLimit,
                ]))
        let flags = try rows.map { (number: try $0.int64(0), row: $0) }
        try json.page(flags, of: self, cursor: { Cursor($0.number) }) { try Self.write($0.row, to: &$1) }
    }

    private static func write(_ row: Row, to json: inout JSONWriter) throws {
        json.beginObject()
        json.member("id", FlagID(number: try row.int64(0)).description)
        json.member("account", AccountID(number: try row.int64(1)).description)
        json.optional("owner", try row.optionalText(2))
        json.key("rules")
        json.beginArray()
        for rule in try row.textArray(3) { json.string(rule) }
        json.endArray()
        json.member("action", try row.text(4))
        json.member("state", try row.text(5))
        json.key("command")
        json.beginObject()
        json.member("id", try row.text(6))
        json.member("type", try row.text(7))
        json.member("subject", try row.text(8))
        json.endObject()
        json.optional("transaction", try row.optionalInt64(9).map { TransactionID(number: $0).description })
        json.moment("raised_at", try row.moment(10))
        json.optionalMoment("reviewed_at", try row.optionalMoment(11))
        json.optional("reviewer", try row.optionalText(12))
        json.optional("reason", try row.optionalText(13))
        json.endObject()
    }

    private static let statement = """
        SELECT flag.id, flag.account_id, account.owner, flag.rules, flag.action, flag.state, flag.message_id, flag.command_type,
            flag.subject, flag.transaction_id, flag.raised_at, flag.reviewed_at, flag.reviewer, flag.review_reason
        FROM (
            SELECT * FROM risk_flags
            WHERE ($1::bigint IS NULL OR account_id = $1) AND ($2 OR state = 'open') AND id < $3
            ORDER BY id DESC LIMIT $4
        ) AS flag
        JOIN accounts AS account ON account.id = flag.account_id
        ORDER BY flag.id DESC
        """
}
