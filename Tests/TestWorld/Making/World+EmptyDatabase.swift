import Postgres
import TransactionService

extension World {
    /// Makes a migrated database in which nothing has happened, does something with it, and removes it.
    ///
    /// - Parameter body: is given its URL as the role of the service, and a connection as its owner.
    @discardableResult
    public nonisolated(nonsending) func withEmptyDatabase<Result>(
        _ body: nonisolated(nonsending) (String, PostgresConnection) async throws -> Result
    ) async throws -> Result {
        let other = "\(name)_" + String(UInt32.random(in: 0 ..< .max), radix: 36)
        let owner = try PostgresConfiguration(url: stack.url(stack.owner, path: other))
        try await Self.withConnection(try PostgresConfiguration(url: stack.owner), logger: logger) { connection in
            try await eventually("the database cannot be made", within: .seconds(30)) {
                do {
                    try await connection.run(Statement(once: "CREATE DATABASE \(other)"))
                    return true
                } catch let error as PostgresError where error.sqlState == "55006" {
                    return false
                }
            }
        }
        do {
            let result = try await Self.withConnection(owner, logger: logger) { connection in
                try await MigrationRunner(LedgerMigrations.all, logger: logger).migrate(connection)
                try await UnitStore.seed(connection)
                return try await body(try stack.url(stack.service, path: other), connection)
            }
            try await stack.run("psql", "-c", "DROP DATABASE \(other) WITH (FORCE)")
            return result
        } catch {
            _ = try? await stack.run("psql", "-c", "DROP DATABASE \(other) WITH (FORCE)")
            throw error
        }
    }

    /// The URL of the world's own database, as the role of the service.
    public nonisolated var ownDatabaseURL: String { databaseURL }
}
