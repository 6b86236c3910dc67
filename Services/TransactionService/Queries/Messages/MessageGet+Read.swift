import Contracts
import Postgres

extension MessageGet: LedgerRead {
    func answer(_ asked: Asked, in snapshot: inout Snapshot, to json: inout JSONWriter) async throws {
        if let viewer = asked.viewer.person, viewer != person { throw Viewer.forbidden }
        let rows = try await snapshot.rows(
            Statement(
                Self.statement, [.optionalText(person?.text), .byteaArray(ids.map(\.bytes))]))
        let shown = rows.fitting(Int64(ids.count))
        json.messages("messages", shown.filter { !$0.isExpired(at: snapshot.now) })
        // Whoever asked for too much at once asks again for the rest.
        json.flag("complete", shown.count == rows.count)
    }

    private static let statement = """
        WITH \(OwnStreams.mine("$1"))
        SELECT \(LogRow.columns), \(LogRow.bytes(along: "log.position"))
        FROM messaging.log AS log
        \(LogRow.current)
        WHERE log.message_id = ANY($2) AND log.record = 0 AND log.number = 0
            AND ($1::text IS NULL OR log.stream IN (SELECT stream FROM mine))
        ORDER BY log.position
        """
}
