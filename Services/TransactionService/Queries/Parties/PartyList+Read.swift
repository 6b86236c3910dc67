import Contracts
import Postgres

extension PartyList: LedgerRead {
    func answer(_ asked: Asked, in snapshot: inout Snapshot, to json: inout JSONWriter) async throws {
        try asked.viewer.requireOperator()
        let rows = try await snapshot.run(
            Statement(
                "SELECT \(PartyRow.columns), NULL::text FROM parties WHERE id > $1 ORDER BY id LIMIT $2",
                [.text(try asked.text(0) ?? ""), rowLimit]))
        let parties = try rows.map { try PartyRow($0) }
        try json.page(parties, of: self, cursor: { Cursor([$0.id]) }) { try $0.write(to: &$1) }
    }
}
