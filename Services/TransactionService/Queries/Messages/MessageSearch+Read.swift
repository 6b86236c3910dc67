import Contracts
import Postgres

extension MessageSearch: LedgerRead {
    func answer(_ asked: Asked, in snapshot: inout Snapshot, to json: inout JSONWriter) async throws {
        try asked.viewer.require(owner: person.text)
        let progress = try await snapshot.run(
            Statement("SELECT position FROM messaging.progress WHERE name = 'search'"))
        let rows = try await snapshot.rows(
            Statement(
                Self.statement,
                [
                    .text(person.text), .text(text),
                    .optionalText(conversation.map { MessageStream.conversation($0).text }),
                    .int64(try asked.number(0, in: 0...Int64.max) ?? Int64.max), rowLimit,
                ]))
        // What was taken back or is over since it was indexed is left out.
        let shown = rows.filter { !$0.isDeleted && !$0.isExpired(at: snapshot.now) }
        json.key("items")
        json.beginArray()
        for row in rows.prefix(page.size) where shown.contains(where: { $0.position == row.position }) {
            json.message(row)
        }
        json.endArray()
        if rows.count > page.size {
            json.member("next_cursor", Cursor(rows[page.size - 1].position.number).text(for: self))
        }
        if let row = progress.first { json.number("indexed", try row.int64(0)) }
    }

    /// The streams are words too, so that the index itself finds what is both somebody's and has the words.
    private static let statement = """
        WITH \(OwnStreams.mine("$1")), allowed AS MATERIALIZED (
            SELECT stream FROM mine WHERE $3::text IS NULL OR stream = $3
        ), wanted AS MATERIALIZED (
            SELECT websearch_to_tsquery('simple', normalize($2, NFC)) AS words,
                (SELECT string_agg(quote_literal(stream), ' | ')::tsquery FROM (SELECT stream FROM allowed LIMIT 1000) AS few)
                    AS streams,
                (SELECT count(*) FROM allowed) AS count
        ), hits AS MATERIALIZED (
            SELECT search.position FROM messaging.search, wanted
            WHERE search.words @@ CASE WHEN wanted.count > 1000 THEN wanted.words ELSE wanted.words && wanted.streams END
                AND search.position < $4 AND search.stream IN (SELECT stream FROM allowed)
            ORDER BY search.position DESC LIMIT $5
        )
        SELECT \(LogRow.columns), \(LogRow.bytes(along: "log.position DESC"))
        FROM hits JOIN messaging.log AS log ON log.position = hits.position
        \(LogRow.current)
        ORDER BY log.position DESC
        """
}
