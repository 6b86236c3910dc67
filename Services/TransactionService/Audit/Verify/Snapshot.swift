import Logging
import Postgres

/// Several connections that see the database at one and the same moment, while everybody else goes on writing.
struct Snapshot: Sendable {
    let connections: [PostgresConnection]
    /// When it was taken, microseconds since 1970.
    let takenAt: Int64

    /// - Throws: `PostgresError`.
    static func take(
        of configuration: PostgresConfiguration, connections count: Int, logger: Logger
    ) async throws -> Snapshot {
        var configuration = configuration
        // Reads as long as it takes, and sorts in memory where it can.
        configuration.statementTimeout = .zero
        configuration.queryTimeout = nil
        configuration.sessionSettings += [
            ("work_mem", "128MB"), ("jit", "off"), ("max_parallel_workers_per_gather", "0"),
            ("idle_in_transaction_session_timeout", "0"),
        ]
        var connections: [PostgresConnection] = []
        do {
            for _ in 0..<count {
                connections.append(try await PostgresConnection.connect(configuration, logger: logger))
            }
            let first = try await connections[0].run([
                begin, Statement(once: "SELECT pg_export_snapshot(), clock_timestamp()"),
            ])
            let name = try first[1][0].text(0)
            for connection in connections.dropFirst() {
                try await connection.run([begin, Statement(once: "SET TRANSACTION SNAPSHOT '\(name)'")])
            }
            return Snapshot(connections: connections, takenAt: try first[1][0].timestamp(1))
        } catch {
            for connection in connections { await connection.close() }
            throw error
        }
    }

    func close() async {
        for connection in connections { await connection.close() }
    }

    private static let begin = Statement("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
}
