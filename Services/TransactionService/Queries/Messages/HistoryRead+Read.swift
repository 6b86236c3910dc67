import Contracts
import Postgres

extension HistoryRead: LedgerRead {
    func answer(_ asked: Asked, in snapshot: inout Snapshot, to json: inout JSONWriter) async throws {
        if let viewer = asked.viewer.person, viewer != person { throw Viewer.forbidden }
        if let person {
            let found = try await snapshot.run(
                Statement(
                    "SELECT EXISTS (SELECT FROM messaging.members WHERE person = $1 AND conversation = $2)",
                    [.text(person.text), .text(conversation.text)]))
            guard try found[0].bool(0) else { throw Viewer.forbidden }
        }
        let rows = try await snapshot.rows(
            Statement(
                Self.statement,
                [
                    .text(MessageStream.conversation(conversation).text), .int64(before?.number ?? Int64.max),
                    .int64(limit + 1),
                ]))
        let shown = rows.fitting(limit)
        json.messages("messages", shown.filter { !$0.isExpired(at: snapshot.now) })
        if shown.count < rows.count { json.position("next", shown.last?.position) }
    }

    private static let statement = """
        SELECT \(LogRow.columns), \(LogRow.bytes(along: "log.position DESC"))
        FROM (
            SELECT * FROM messaging.log WHERE stream = $1 AND position < $2 AND record = 0 ORDER BY position DESC LIMIT $3
        ) AS log
        \(LogRow.current)
        ORDER BY log.position DESC
        """
}
