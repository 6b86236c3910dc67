import Contracts
import Postgres

/// Jobs that have neither completed nor failed when their time was over.
enum DueJobs {
    static func page(_ connection: PostgresConnection, after position: SweepPosition) async throws -> DuePage {
        let rows = try await connection.run(
            Statement(sql, [.timestamp(position.time), .int64(position.number), .int64(Int64(DuePage.limit))]))
        return try DuePage(rows) { row in
            let job = JobID(number: try row.int64(1))
            return DueCommand(
                messageID: "job.expire/\(job)/\(try row.timestamp(0))/\(try row.int64(3))",
                orderingKey: AccountID(number: try row.int64(2)).description, command: JobExpire(job: job))
        }
    }

    private static let sql = """
        SELECT expires_at, id, account_id, (extract(epoch FROM clock_timestamp() - expires_at) / 60)::bigint
        FROM requests
        WHERE expires_at IS NOT NULL AND state IN ('pending', 'running') AND expires_at <= clock_timestamp()
            AND (expires_at, id) > ($1::timestamptz, $2::bigint)
        ORDER BY expires_at, id LIMIT $3::bigint
        """
}
