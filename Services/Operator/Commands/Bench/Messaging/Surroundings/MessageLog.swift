import Postgres

/// What of a run is in the database.
struct MessageLog: Sendable {
    let database: PostgresConfiguration
    /// What the ids of the run's messages begin with.
    let runID: String

    /// How far the log reaches.
    func head() async throws -> Int64 {
        try await withDatabase(database) { connection in
            let sql = "SELECT coalesce(max(position), 0) FROM messaging.log"
            return try await connection.run(Statement(once: sql))[0].int64(0)
        }
    }

    /// Waits until so many of the run's messages are stored, or none has come for a while.
    ///
    /// - Parameter position: the head before the run.
    /// - Returns: how many are stored.
    func count(after position: Int64, reaching wanted: Int, patience: Duration) async throws -> Int {
        try await withDatabase(database.unhurried) { connection in
            let sql = """
                SELECT count(*) FROM messaging.log
                WHERE position > $1 AND record = 0 AND starts_with(sender_id, $2)
                """
            var stored = 0
            var deadline = ContinuousClock.now + patience
            while true {
                let rows = try await connection.run(Statement(sql, [.int64(position), .text("\(runID)-")]))
                let found = Int(try rows[0].int64(0))
                if found > stored { deadline = .now + patience }
                stored = found
                guard stored < wanted, ContinuousClock.now < deadline else { return stored }
                try await Task.sleep(for: .milliseconds(100))
            }
        }
    }
}
