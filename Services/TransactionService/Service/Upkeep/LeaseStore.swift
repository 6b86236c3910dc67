import Foundation
import Postgres

/// The row by which other instances know that this one lives.
struct LeaseStore: Sendable {
    let pool: PostgresPool
    let instance: String
    let lease: Duration

    /// Takes or renews the lease.
    func renew() async throws {
        try await pool.withConnection { connection in
            try await connection.run(
                Statement(
                    """
                    INSERT INTO instances (id, host, process_id, lease_until)
                    VALUES ($1::text, $2::text, $3::integer, clock_timestamp() + $4::bigint * interval '1 millisecond')
                    ON CONFLICT (id) DO UPDATE SET lease_until = excluded.lease_until
                    """,
                    [
                        .text(instance), .text(ProcessInfo.processInfo.hostName),
                        .int32(ProcessInfo.processInfo.processIdentifier), .int64(lease.components.seconds * 1_000),
                    ]))
        }
    }

    /// Gives the lease up, so that nobody waits for it to run out.
    func release() async {
        _ = try? await pool.withConnection { connection in
            try await connection.run(Statement("DELETE FROM instances WHERE id = $1::text", [.text(instance)]))
        }
    }
}
