import Postgres

/// Deletes what messages said whose time is over. Their positions stay, so that nobody believes to have missed something.
struct Forgetting: Sendable {
    let pool: PostgresPool
    /// How long after its expiry a body is kept.
    let retention: Duration
    let metrics: MessageMetrics

    /// Goes on until nothing is left.
    func run() async throws {
        while try await step() == Self.length {}
    }

    private func step() async throws -> Int {
        let count = try await pool.withConnection { connection in
            Int(
                try await connection.run(
                    Statement(
                        Self.forget,
                        [.int64(retention.components.seconds), .int64(Int64(Self.length))]))[0].int64(0))
        }
        if count > 0 { metrics.forgotten.increment(by: count) }
        return count
    }

    private static let length = 500

    private static let forget = """
        WITH over AS MATERIALIZED (
            SELECT position, message_id FROM messaging.log
            WHERE expires_at <= clock_timestamp() - $1 * interval '1 second' AND body IS NOT NULL
            ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED
        ), edits AS (
            UPDATE messaging.log SET body = NULL, metadata = NULL FROM over
            WHERE log.message_id = over.message_id AND log.record = 1 AND log.body IS NOT NULL
        ), unsearched AS (
            DELETE FROM messaging.search USING over WHERE search.position = over.position
        ), forgotten AS (
            UPDATE messaging.log SET body = NULL, metadata = NULL FROM over WHERE log.position = over.position RETURNING 1
        )
        SELECT count(*) FROM forgotten
        """
}
