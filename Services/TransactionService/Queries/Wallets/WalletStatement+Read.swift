import Contracts
import Postgres

extension WalletStatement: LedgerRead {
    func answer(_ asked: Asked, in snapshot: inout Snapshot, to json: inout JSONWriter) async throws {
        let account = try await snapshot.account(wallet, field: "wallet", for: asked.viewer)
        let id = Parameter.int64(account.id.number)
        let bounds = try await snapshot.run(
            Statement(
                "SELECT entries_before($1, $2), entries_before($1, $3)",
                [id, .timestamp(from.microseconds), .timestamp(to.microseconds)]))[0]
        let (before, last) = (try bounds.int64(0), try bounds.int64(1))
        let results = try await snapshot.run([
            Statement(Self.balances, [id, .int64(before), .int64(last)]),
            Statement(Self.sums, [id, .int64(before), .int64(last - before > Self.few ? before : last)]),
            Statement(
                Self.entries, [id, .int64(max(before, try asked.number(0) ?? 0)), .int64(last), rowLimit]),
        ])
        json.key("statement")
        json.beginObject()
        account.writeName(to: &json)
        json.moment("from", from)
        json.moment("to", to)
        json.amount("opening", try results[0][0].int64(0), in: account.unit)
        let sums = results[1][0]
        if last - before <= Self.few {
            var (credited, debited) = (LargeSum(), LargeSum())
            try credited.add(sums.text(0))
            try debited.add(sums.text(1))
            json.member("credited", credited.text(decimals: account.unit.decimals))
            json.member("debited", debited.text(decimals: account.unit.decimals))
        }
        json.amount("closing", try results[0][0].int64(1), in: account.unit)
        json.number("entries", last - before)
        json.endObject()
        let rows = try results[2].map { try EntryRow($0) }
        try json.page(rows, of: self, cursor: { Cursor($0.sequence) }) { try $0.write(in: account.unit, to: &$1) }
    }

    /// Up to how many entries their sums are told: more would be read only for them.
    static let few: Int64 = 5_000

    private static let balances = """
        SELECT coalesce((SELECT balance FROM entries WHERE account_id = $1 AND sequence = $2), 0),
            coalesce((SELECT balance FROM entries WHERE account_id = $1 AND sequence = $3), 0)
        """

    private static let sums = """
        SELECT coalesce(sum(amount) FILTER (WHERE amount > 0), 0)::text, coalesce(sum(-amount) FILTER (WHERE amount < 0), 0)::text
        FROM entries WHERE account_id = $1 AND sequence > $2 AND sequence <= $3
        """

    private static let entries = """
        WITH entry AS MATERIALIZED (
            SELECT sequence, transaction_id, amount, balance, posted_at FROM entries
            WHERE account_id = $1 AND sequence > $2 AND sequence <= $3 ORDER BY sequence LIMIT $4
        )
        SELECT \(EntryRow.columns)
        FROM entry JOIN transactions AS transaction ON transaction.id = entry.transaction_id \(EntryRow.others)
        ORDER BY entry.sequence
        """
}
