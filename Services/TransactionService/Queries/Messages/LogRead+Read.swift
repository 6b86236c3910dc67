import Contracts
import Postgres

extension LogRead: LedgerRead {
    func answer(_ asked: Asked, in snapshot: inout Snapshot, to json: inout JSONWriter) async throws {
        try asked.viewer.requireOperator()
        let head = try await snapshot.head()
        let rows = try await snapshot.rows(
            Statement(Self.statement, [.int64(after.number), .int64(limit)]), asStored: true)
        json.records(rows.fitting(limit))
        json.position("head", head)
    }

    private static let statement = """
        SELECT \(LogRow.columns), \(LogRow.bytes(along: "log.position"))
        FROM (SELECT * FROM messaging.log WHERE position > $1 ORDER BY position LIMIT $2) AS log
        \(LogRow.current)
        ORDER BY log.position
        """
}
