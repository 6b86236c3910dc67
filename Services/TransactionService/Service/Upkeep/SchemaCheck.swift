import Logging
import Postgres
import ServiceKit

/// Waits for the database at the start, and makes sure that it has the schema this program needs.
struct SchemaCheck: Sendable {
    let settings: LedgerSettings
    let logger: Logger

    /// - Throws: `ServiceFailure`; a database that is older says what to run.
    func run() async throws {
        let connection = try await connect()
        defer { Task { await connection.close() } }
        let runner = try MigrationRunner(LedgerMigrations.all, logger: logger)
        do {
            let status = try await runner.status(connection)
            if let missing = status.first(where: { $0.appliedAt == nil }) {
                throw ServiceFailure.wrongConfiguration(
                    "the database lacks migration \(missing.version) (\(missing.name)); run: kauri migrate")
            }
            let known = LedgerMigrations.all.map(\.version).max() ?? 0
            if let newest = status.map(\.version).max(), newest > known {
                throw ServiceFailure.wrongConfiguration(
                    "the database has migration \(newest), which this program does not know; deploy a newer one")
            }
        } catch let error as MigrationError {
            throw ServiceFailure.dependencyAway("\(error)")
        }
    }

    /// A service that is started beside its database must be able to wait for it.
    private func connect() async throws -> PostgresConnection {
        var backoff = Backoff.databaseRetry
        let deadline = ContinuousClock.now + .seconds(60)
        while true {
            do {
                return try await PostgresConnection.connect(settings.database, logger: logger)
            } catch {
                guard error.isRetriable, ContinuousClock.now < deadline else {
                    throw ServiceFailure.dependencyAway("database: \(error)")
                }
                logger.warning("waiting for the database", metadata: ["error": "\(error)"])
                try await Task.sleep(for: backoff.next())
            }
        }
    }
}
