/// One step of the database's structure: SQL that is applied once, in a transaction of its own.
public struct Migration: Sendable, Hashable {
    /// The place in the order, from 1 to 2,147,483,647.
    public let version: Int
    /// What it does, for people.
    public let name: String
    /// Statements separated by semicolons; without BEGIN, COMMIT, COPY, and what cannot run inside of a transaction.
    public let sql: String

    /// A migration. Once released it must never change: the database remembers a checksum of `sql`.
    public init(version: Int, name: String, sql: String) {
        self.version = version
        self.name = name
        self.sql = sql
    }
}

/// Why a database was not migrated. Migrations that were applied before the error stay applied.
public enum MigrationError: Error, Sendable {
    /// The program's own list is wrong: versions must be 1 or more, rise, and fit 32 bits. Associated: the version at
    /// fault.
    case invalidList(version: Int)
    /// The database has migrations that this program does not know: it is older than the database.
    case databaseIsNewer(database: Int, program: Int)
    /// A migration has been applied with other SQL than the program has.
    case changed(version: Int, name: String)
    /// The database lacks a migration that comes before one that it has.
    case outOfOrder(version: Int, name: String)
    /// Another program is migrating, and has not finished within the runner's limit.
    case locked
    /// A migration failed and was rolled back; its error's `statementIndex` counts the statements of the script.
    case failed(version: Int, name: String, PostgresError)
    /// A migration ended its own transaction, so it could not be recorded together with what it did.
    case leftTransaction(version: Int, name: String)
    /// The database could not be asked.
    case database(PostgresError)
}

/// What a database has of one migration.
public struct MigrationStatus: Sendable, Hashable {
    /// The version of the migration.
    public let version: Int
    /// Its name, as applied or else as the program has it.
    public let name: String
    /// When it was applied, in microseconds since 1970-01-01T00:00:00Z; `nil` if it is still to be applied.
    public let appliedAt: Int64?
}

/// How far a run has come.
public struct MigrationProgress: Sendable {
    /// The migration that begins, or `nil` when all are done.
    public let migration: Migration?
    /// How many of this run are done.
    public let done: Int
    /// How many this run applies.
    public let total: Int
}
