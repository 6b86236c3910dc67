import Logging

/// Brings a database to the structure that a program needs.
///
/// What has been applied stands in the table `schema_migrations` of the session's first schema. One session at a time
/// migrates a schema, under an advisory lock; the others wait, and then find nothing left to do.
public struct MigrationRunner: Sendable {
    let migrations: [Migration]
    let lockTimeout: Duration
    let logger: Logger

    /// - Parameters:
    ///   - migrations: all that the program knows, oldest first.
    ///   - lockTimeout: how long to wait while another session migrates.
    ///   - logger: told about each migration.
    /// - Throws: ``MigrationError/invalidList(version:)``.
    public init(
        _ migrations: [Migration], lockTimeout: Duration = .seconds(60), logger: Logger
    ) throws(MigrationError) {
        try MigrationPlan.validate(migrations)
        self.migrations = migrations
        self.lockTimeout = lockTimeout
        self.logger = logger
    }

    /// Applies what is missing, each migration in a transaction of its own.
    ///
    /// The time limits of the connection hold for migrations too: give it a configuration that allows for the longest.
    ///
    /// - Parameter progress: called before each migration and at the end.
    /// - Returns: what was applied.
    @discardableResult
    public nonisolated(nonsending) func migrate(
        _ connection: PostgresConnection, progress: (MigrationProgress) -> Void = { _ in }
    ) async throws(MigrationError) -> [Migration] {
        guard connection.transactionState == .idle else {
            let why = "migrating needs an open connection outside of a transaction"
            throw .database(PostgresError(.invalidRequest, why))
        }
        try await lock(connection)
        let outcome: Result<[Migration], MigrationError>
        do throws(MigrationError) {
            outcome = .success(try await migrateLocked(connection, progress))
        } catch {
            outcome = .failure(error)
        }
        // Also when the task has been cancelled: the session may live on in a pool.
        _ = await connection.perform([[Self.unlock]], isShielded: true)
        return try outcome.get()
    }

    /// What the database has and what it lacks, in order of version. Changes nothing, also not in a database without
    /// the table, and waits for nobody.
    public nonisolated(nonsending) func status(
        _ connection: PostgresConnection
    ) async throws(MigrationError) -> [MigrationStatus] {
        do throws(PostgresError) {
            let exists = try await connection.run(Self.hasTable)
            var status: [MigrationStatus] = []
            if try exists[0].bool(0) {
                let sql = "SELECT version, name, applied_at FROM schema_migrations ORDER BY version"
                for row in try await connection.run(Statement(once: sql)) {
                    status.append(
                        MigrationStatus(
                            version: Int(try row.int32(0)), name: try row.text(1), appliedAt: try row.timestamp(2)))
                }
            }
            let known = Set(status.map(\.version))
            for migration in migrations where !known.contains(migration.version) {
                status.append(MigrationStatus(version: migration.version, name: migration.name, appliedAt: nil))
            }
            return status.sorted { $0.version < $1.version }
        } catch {
            throw .database(error)
        }
    }
}
