import Contracts
import Postgres

/// An entry in the history of an account.
struct EntryRow {
    let sequence: Int64
    private let row: Row

    /// What ``init(_:)`` reads, of `entry` and `transaction`.
    ///
    /// The other legs' accounts come as two arrays, at most ten of them; the names of the ledger's own accounts are made in the database,
    /// which knows the units.
    static let columns = """
        entry.sequence, entry.transaction_id, entry.amount, entry.balance, entry.posted_at, transaction.type,
        transaction.reference, transaction.description, transaction.original_id, transaction.hold_id,
        others.ids, others.names, others.owners
        """

    /// The other accounts of an entry's transaction.
    static let others = """
        CROSS JOIN LATERAL (
            SELECT array_agg(id ORDER BY leg) AS ids, array_agg(name ORDER BY leg) AS names,
                array_agg(owner ORDER BY leg) AS owners
            FROM (
                SELECT account.id, min(other.leg) AS leg, account.owner,
                    CASE WHEN account.owner IS NULL THEN account.kind || ':' || unit.code ELSE '' END AS name
                FROM entries AS other
                JOIN accounts AS account ON account.id = other.account_id
                JOIN units AS unit ON unit.number = account.unit
                WHERE other.transaction_id = entry.transaction_id AND other.account_id <> $1
                GROUP BY account.id, unit.code ORDER BY 2 LIMIT 10
            ) AS legs
        ) AS others
        """

    init(_ row: Row) throws {
        self.row = row
        sequence = try row.int64(0)
    }

    /// Writes it as a member of an array.
    func write(in unit: CurrencyUnit, to json: inout JSONWriter) throws {
        let amount = try row.int64(2)
        let balance = try row.int64(3)
        json.beginObject()
        json.number("sequence", sequence)
        json.member("transaction", TransactionID(number: try row.int64(1)).description)
        json.member("transaction_type", try row.text(5))
        json.amount("amount", amount, in: unit)
        json.member("currency", unit.code)
        json.amount("balance_before", balance - amount, in: unit)
        json.amount("balance", balance, in: unit)
        json.moment("posted_at", try row.moment(4))
        json.optional("reference", try row.optionalText(6))
        json.optional("description", try row.optionalText(7))
        json.optional("original", try row.optionalInt64(8).map { TransactionID(number: $0).description })
        json.optional("hold", try row.optionalInt64(9).map { HoldID(number: $0).description })
        if !row.isNull(10) { try writeCounterparties(to: &json) }
        json.endObject()
    }

    private func writeCounterparties(to json: inout JSONWriter) throws {
        let ids = try row.int64Array(10)
        let names = try row.textArray(11)
        let owners = try row.optionalTextArray(12)
        json.key("counterparties")
        json.beginArray()
        for (index, id) in ids.enumerated() {
            json.beginObject()
            json.member("account", names[index].isEmpty ? AccountID(number: id).description : names[index])
            json.optional("owner", owners[index])
            json.endObject()
        }
        json.endArray()
    }
}
