import Postgres

/// Those who have held for seconds what others wait for, and do not wait themselves: processes that are frozen in the middle of a transaction.
///
/// Timeouts inside the server do not fire on a client that has stopped reading. Whoever is ended finds its connection gone when it wakes up, and
/// what it was about to store is delivered again.
enum FrozenWriters {
    /// Ends their connections; one row for each.
    ///
    /// - Parameter tables: what they hold, besides the head of the log: names in the schema `messaging`.
    static func end(holding tables: [String]) -> Statement {
        let relations = (["head"] + tables).map { "'messaging.\($0)'::regclass" }.joined(separator: ", ")
        return Statement(
            """
            SELECT pg_terminate_backend(activity.pid) FROM pg_stat_activity AS activity
            WHERE activity.pid <> pg_backend_pid() AND activity.usename = current_user
                AND activity.wait_event_type IS DISTINCT FROM 'Lock'
                AND activity.xact_start < clock_timestamp() - interval '4 seconds'
                AND activity.pid IN (
                    SELECT pid FROM pg_locks WHERE granted AND mode IN ('RowShareLock', 'RowExclusiveLock')
                        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                        AND relation IN (\(relations)))
            """, [])
    }
}
