import Contracts
import Postgres

extension BankAccountList: LedgerRead {
    func answer(_ asked: Asked, in snapshot: inout Snapshot, to json: inout JSONWriter) async throws {
        try await snapshot.require(party, for: asked.viewer)
        let rows = try await snapshot.run(
            Statement(
                Self.statement,
                [.text(party.text), .bool(state == .all), .int64(try asked.number(0) ?? 0), rowLimit]))
        let accounts = try rows.map { (number: try $0.int64(0), row: $0) }
        try json.page(accounts, of: self, cursor: { Cursor($0.number) }) { try Self.write($0.row, to: &$1) }
    }

    private static func write(_ row: Row, to json: inout JSONWriter) throws {
        json.beginObject()
        json.member("id", BankAccountID(number: try row.int64(0)).description)
        json.member("party", try row.text(1))
        json.member("country", try row.text(2))
        json.member("currency", try row.text(3))
        json.member("format", try row.text(4))
        json.member("masked", try row.text(5))
        json.optional("bank_code", try row.optionalText(6))
        json.optional("holder", try row.optionalText(7))
        json.flag("primary", try row.bool(8))
        json.member("state", try row.text(9))
        json.moment("added_at", try row.moment(10))
        json.optionalMoment("removed_at", try row.optionalMoment(11))
        json.endObject()
    }

    private static let statement = """
        SELECT bank.id, bank.party_id, bank.country, unit.code, bank.format, bank.masked, bank.bank_code, bank.holder,
            bank.is_primary, bank.state, bank.added_at, bank.removed_at
        FROM bank_accounts AS bank JOIN units AS unit ON unit.number = bank.unit
        WHERE bank.party_id = $1 AND ($2 OR bank.state = 'active') AND bank.id > $3
        ORDER BY bank.id LIMIT $4
        """
}
