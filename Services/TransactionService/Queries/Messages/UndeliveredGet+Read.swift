import Contracts
import Postgres

extension UndeliveredGet: LedgerRead {
    func answer(_ asked: Asked, in snapshot: inout Snapshot, to json: inout JSONWriter) async throws {
        for person in people { try asked.viewer.require(owner: person.text) }
        let head = try await snapshot.head()
        let rows = try await snapshot.run(Statement(Self.statement, [.textArray(people.map(\.text))]))
        json.key("people")
        json.beginArray()
        for row in rows {
            json.beginObject()
            json.member("person", try row.text(0))
            json.number("undelivered", try row.int64(1))
            if let first = try row.optionalInt64(2) { json.number("first", first) }
            json.endObject()
        }
        json.endArray()
        json.number("most_counted", UnreadGet.mostCounted)
        json.position("head", head)
    }

    private static let statement = """
        SELECT wanted.person, counted.count, counted.first
        FROM unnest($1::text[]) WITH ORDINALITY AS wanted (person, place)
        CROSS JOIN LATERAL (
            SELECT coalesce(max(position), 0) AS position FROM messaging.delivered WHERE delivered.person = wanted.person
        ) AS marker
        CROSS JOIN LATERAL (
            WITH \(OwnStreams.mine("wanted.person"))
            SELECT count(*), min(position) AS first FROM (
                SELECT found.position FROM mine CROSS JOIN LATERAL (
                    SELECT log.position FROM messaging.log WHERE log.stream = mine.stream AND log.position > marker.position
                        AND log.record = 0 AND log.sender <> wanted.person
                    ORDER BY log.position LIMIT \(UnreadGet.mostCounted)
                ) AS found
                ORDER BY found.position LIMIT \(UnreadGet.mostCounted)
            ) AS undelivered
        ) AS counted
        ORDER BY wanted.place
        """
}
