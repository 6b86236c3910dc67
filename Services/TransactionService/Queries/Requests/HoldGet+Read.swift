import Contracts
import Postgres

extension HoldGet: LedgerRead {
    func answer(_ asked: Asked, in snapshot: inout Snapshot, to json: inout JSONWriter) async throws {
        let found = try await snapshot.run(Statement(Self.statement, [.int64(hold.number)]))
        guard let row = found.first else {
            try asked.viewer.requireOperator()
            throw CommandError(.holdNotFound, "there is no such hold", field: "hold")
        }
        let hold = try HoldRow(row)
        try asked.viewer.require(owner: hold.owner)
        json.key("hold")
        try hold.write(to: &json)
    }

    private static let statement = """
        SELECT \(HoldRow.columns) FROM holds AS hold JOIN accounts AS account ON account.id = hold.account_id
        JOIN units AS unit ON unit.number = account.unit WHERE hold.id = $1
        """
}
