import Metrics
import Postgres
import ServiceKit

/// Follows the log and makes the words of its messages searchable, in steps of its own: within the insert it would halve what can be stored.
///
/// A message is indexed as it stands when the step comes to it or to what was said about it, so a step may be done twice. Encrypted bodies have
/// no words.
struct SearchIndexing: Sendable {
    let pool: PostgresPool
    let lag = Gauge(label: "kauri_message_search_lag")

    /// Goes on to the head of the log.
    func run() async throws {
        while try await step() {}
    }

    /// - Returns: whether there is more.
    private func step() async throws -> Bool {
        try await pool.withTransaction { connection in
            let places = try await connection.run([Self.place, Self.head])
            // Another instance is at it.
            guard let place = try places[0].first?.int64(0), let head = try places[1].first?.int64(0) else {
                return false
            }
            lag.record(head - place)
            guard place < head else { return false }
            let end = min(head, place + Self.length)
            try await connection.run([
                Statement(Self.index, [.int64(place), .int64(end)]),
                Statement("UPDATE messaging.progress SET position = $1 WHERE name = 'search'", [.int64(end)]),
            ])
            return end < head
        }
    }

    /// Records of a step: short enough that nobody waits for it.
    private static let length: Int64 = 1_000

    private static let place = Statement(
        "SELECT position FROM messaging.progress WHERE name = 'search' FOR UPDATE SKIP LOCKED")

    private static let head = Statement("SELECT position FROM messaging.head WHERE one")

    private static let index = """
        WITH amended AS MATERIALIZED (
            SELECT DISTINCT message_id FROM messaging.log WHERE position > $1 AND position <= $2 AND record IN (1, 2)
        ), touched AS (
            SELECT position, message_id, stream, sender, body, key_id FROM messaging.log
            WHERE position > $1 AND position <= $2 AND record = 0
            UNION ALL
            SELECT log.position, log.message_id, log.stream, log.sender, log.body, log.key_id
            FROM amended JOIN messaging.log AS log ON log.message_id = amended.message_id AND log.record = 0 AND log.number = 0
            WHERE log.position <= $1
        ), standing AS MATERIALIZED (
            SELECT touched.position, touched.stream,
                CASE WHEN current.record = 2 OR touched.body IS NULL THEN NULL ELSE coalesce(current.body, touched.body) END AS body,
                CASE WHEN current.record = 1 THEN current.key_id ELSE touched.key_id END AS key_id
            FROM touched LEFT JOIN LATERAL (
                SELECT said.record, said.body, said.key_id FROM messaging.log AS said
                WHERE said.message_id = touched.message_id AND said.record BETWEEN 1 AND 2 AND said.sender = touched.sender
                ORDER BY said.record DESC, said.number DESC LIMIT 1
            ) AS current ON true
        ), gone AS (
            DELETE FROM messaging.search USING standing
            WHERE search.position = standing.position AND (standing.body IS NULL OR standing.key_id IS NOT NULL)
        )
        INSERT INTO messaging.search (position, stream, words)
        SELECT position, stream, to_tsvector('simple', normalize(body, NFC)) || array_to_tsvector(ARRAY[stream])
        FROM standing WHERE body IS NOT NULL AND key_id IS NULL
        ON CONFLICT (position) DO UPDATE SET words = excluded.words
        """
}
