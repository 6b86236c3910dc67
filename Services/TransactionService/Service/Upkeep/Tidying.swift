import Postgres

/// Removes what nothing reads any more: days before yesterday, and movements older than any risk rule may look back.
struct Tidying: Sendable {
    let pool: PostgresPool

    /// Removes page by page until nothing old is left.
    func tidy() async throws {
        for statement in [Self.days, Self.movements] {
            while try await remove(statement) == Self.page {}
        }
    }

    private func remove(_ statement: Statement) async throws -> Int {
        try await pool.withConnection { connection in
            Int(try await connection.run(statement)[0].int64(0))
        }
    }

    private static let page = 10_000

    private static let days = Statement(
        """
        WITH gone AS (
            DELETE FROM daily_totals WHERE ctid = ANY(ARRAY(
                SELECT ctid FROM daily_totals WHERE day < (clock_timestamp() AT TIME ZONE 'UTC')::date - 1 LIMIT \(page)))
            RETURNING 1
        ) SELECT count(*) FROM gone
        """, [])

    private static let movements = Statement(
        """
        WITH gone AS (
            DELETE FROM risk_movements WHERE ctid = ANY(ARRAY(
                SELECT ctid FROM risk_movements WHERE moved_at < clock_timestamp() - interval '32 days' LIMIT \(page)))
            RETURNING 1
        ) SELECT count(*) FROM gone
        """, [])
}
