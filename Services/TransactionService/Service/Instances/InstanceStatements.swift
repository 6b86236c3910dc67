import Foundation
import Postgres

/// What is asked of the tables of instances. Each statement stands for itself: a process that is frozen must never hold a lock on these rows.
enum InstanceStatements {
    /// Takes a lease under a new id.
    static func join(_ lease: Lease, partitions: Int) -> Statement {
        Statement(
            """
            INSERT INTO instances (id, host, process_id, partitions, lease_until)
            VALUES ($1::text, $2::text, $3::integer, $4::integer, clock_timestamp() + $5::bigint * interval '1 millisecond')
            """,
            [
                .text(lease.id), .text(ProcessInfo.processInfo.hostName),
                .int32(ProcessInfo.processInfo.processIdentifier), .int32(Int32(partitions)), milliseconds(lease),
            ])
    }

    /// Renews a lease; no row where it has been fenced.
    static func renew(_ lease: Lease) -> Statement {
        Statement(
            """
            UPDATE instances SET lease_until = clock_timestamp() + $2::bigint * interval '1 millisecond'
            WHERE id = $1::text AND fenced_at IS NULL RETURNING id
            """, [.text(lease.id), milliseconds(lease)])
    }

    /// Everybody: id, partitions, and whether it has ended or is overdue.
    ///
    /// Nobody is overdue before a server that was started anew has been up for the length of a lease: all had to wait for it.
    static func all(_ lease: Lease) -> Statement {
        Statement(
            """
            SELECT id, partitions, fenced_at IS NOT NULL, lease_until <= clock_timestamp()
                AND pg_postmaster_start_time() + $1::bigint * interval '1 millisecond' <= clock_timestamp()
            FROM instances ORDER BY id
            """, [milliseconds(lease)])
    }

    /// Notes the connection that it runs on as one to be ended with the lease; no row where that has been fenced.
    ///
    /// The row of the lease is locked against a fencing that begins meanwhile: that one finds the connection, or this one the fence.
    static func register(_ id: String) -> Statement {
        Statement(
            """
            INSERT INTO instance_backends AS known (instance_id, process_id, started_at)
            SELECT lease.id, activity.pid, activity.backend_start
            FROM (SELECT id FROM instances WHERE id = $1::text AND fenced_at IS NULL FOR SHARE) AS lease,
                pg_stat_get_activity(pg_backend_pid()) AS activity
            ON CONFLICT (instance_id, process_id) DO UPDATE SET started_at = excluded.started_at
            RETURNING process_id, started_at
            """, [.text(id)])
    }

    /// Takes those of these partitions that nobody else has; a row for each that this lease has then.
    static func claim(_ partitions: [Int], for id: String) -> Statement {
        Statement(
            """
            INSERT INTO partition_owners (number, instance_id)
            SELECT wanted.number, lease.id
            FROM (SELECT id FROM instances WHERE id = $1::text AND fenced_at IS NULL FOR SHARE) AS lease,
                unnest($2::integer[]) AS wanted (number)
            ON CONFLICT (number) DO UPDATE SET instance_id = excluded.instance_id
                WHERE partition_owners.instance_id = excluded.instance_id
            RETURNING number
            """, [.text(id), .int32Array(partitions.map(Int32.init))])
    }

    /// Gives partitions back.
    static func release(_ partitions: [Int], of id: String) -> Statement {
        Statement(
            "DELETE FROM partition_owners WHERE instance_id = $1::text AND number = ANY($2::integer[])",
            [.text(id), .int32Array(partitions.map(Int32.init))])
    }

    /// From here on the lease cannot be renewed, nor used by a new connection.
    ///
    /// - Parameter always: also while it has not run out: of an instance's own.
    static func fence(_ id: String, always: Bool) -> Statement {
        Statement(
            """
            UPDATE instances SET fenced_at = clock_timestamp()
            WHERE id = $1::text AND fenced_at IS NULL AND ($2::boolean OR lease_until <= clock_timestamp())
            """, [.text(id), .bool(always)])
    }

    /// Ends the connections of a fenced lease; a row for each that there still was. Process numbers are used again, so the start counts too.
    static func terminate(_ id: String) -> Statement {
        Statement(
            """
            SELECT pg_terminate_backend(activity.pid)
            FROM instances AS lease
            JOIN instance_backends AS backend ON backend.instance_id = lease.id
            JOIN pg_stat_activity AS activity
                ON activity.pid = backend.process_id AND activity.backend_start = backend.started_at
            WHERE lease.id = $1::text AND lease.fenced_at IS NOT NULL
            """, [.text(id)])
    }

    /// Ends one connection; a row if there still was one.
    static func terminate(_ backend: Backend) -> Statement {
        Statement(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = $1::integer AND backend_start = $2::timestamptz",
            [.int32(backend.processID), .timestamp(backend.startedAt)])
    }

    /// Notes that no connection of a fenced lease is left; a row for the one who is first to.
    static func silence(_ id: String) -> Statement {
        Statement(
            """
            UPDATE instances SET silenced_at = clock_timestamp()
            WHERE id = $1::text AND fenced_at IS NOT NULL AND silenced_at IS NULL RETURNING id
            """, [.text(id)])
    }

    /// Forgets those of whom nothing is left to announce; their partitions are free with that.
    static let bury = Statement(
        """
        DELETE FROM instances WHERE silenced_at IS NOT NULL
            AND NOT EXISTS (SELECT FROM outbox WHERE outbox.instance = instances.id)
        """, [])

    private static func milliseconds(_ lease: Lease) -> Parameter {
        let (seconds, attoseconds) = lease.length.components
        return .int64(seconds * 1_000 + attoseconds / 1_000_000_000_000_000)
    }
}
