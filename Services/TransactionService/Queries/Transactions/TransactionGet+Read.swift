import Contracts
import Postgres

extension TransactionGet: LedgerRead {
    func answer(_ asked: Asked, in snapshot: inout Snapshot, to json: inout JSONWriter) async throws {
        let id = Parameter.int64(transaction.number)
        let results = try await snapshot.run([
            Statement(TransactionRow.byID, [id]), Statement(TransactionRow.legs, [id]),
            Statement(TransactionRow.givenBack, [id, .int64(Int64.max), .int64(Self.mostGivenBack + 1)]),
        ])
        let legs = try results[1].map { try LegRow($0) }
        if let person = asked.viewer.person, !legs.contains(where: { $0.owner == person.text }) {
            throw Viewer.forbidden
        }
        guard let row = results[0].first else {
            throw CommandError(.transactionNotFound, "there is no such transaction", field: "transaction")
        }
        json.key("transaction")
        json.beginObject()
        try TransactionRow(row).write(legs, to: &json)
        let given = results[2].prefix(Int(Self.mostGivenBack))
        json.key("given_back")
        json.beginArray()
        for row in given {
            let back = try TransactionRow(row)
            json.beginObject()
            try back.writeHead(to: &json)
            try back.writeAmount(to: &json)
            json.endObject()
        }
        json.endArray()
        if results[2].count > given.count { json.flag("given_back_more", true) }
        json.endObject()
    }

    /// So many refunds are told; all of them are listed by `transaction.list`.
    private static let mostGivenBack: Int64 = 50
}
