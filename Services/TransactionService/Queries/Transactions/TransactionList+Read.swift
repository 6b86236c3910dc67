import Contracts
import Postgres

extension TransactionList: LedgerRead {
    func answer(_ asked: Asked, in snapshot: inout Snapshot, to json: inout JSONWriter) async throws {
        try asked.viewer.requireOperator()
        let from = Parameter.int64(try asked.number(0) ?? Int64.max)
        let rows: QueryResult
        if let original {
            rows = try await snapshot.run(
                Statement(TransactionRow.givenBack, [.int64(original.number), from, rowLimit]))
        } else {
            rows = try await snapshot.run(
                Statement(TransactionRow.byReference, [.text(reference ?? ""), from, rowLimit]))
        }
        let transactions = try rows.map { try TransactionRow($0) }
        try json.page(transactions, of: self, cursor: { Cursor($0.id.number) }) { transaction, json in
            json.beginObject()
            try transaction.writeHead(to: &json)
            try transaction.writeAmount(to: &json)
            json.endObject()
        }
    }
}
