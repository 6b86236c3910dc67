import Postgres
import TransactionService

/// A database that a measurement makes for itself beside the ledger's, and fills once for each size.
struct BenchDatabase: Sendable {
    /// Some statements of a filling, and what they are for.
    struct Step {
        let title: String
        let statements: [Statement]

        init(_ title: String, _ statements: Statement...) {
            self.title = title
            self.statements = statements
        }
    }

    let name: String
    /// What it is filled with, as a comment in the catalogue: another size or form is filled anew.
    let mark: String
    /// As the owner of the schema, who fills it.
    let configuration: PostgresConfiguration
    private let home: PostgresConfiguration

    init(_ name: String, beside owner: PostgresConfiguration, mark: String) {
        self.name = name
        self.mark = mark
        home = owner
        var own = owner
        own.database = name
        configuration = own
    }

    /// Makes and fills it, unless it is there with the same mark.
    ///
    /// - Parameter finish: what is left to do after the steps.
    func prepare(
        _ steps: [Step], finish: (PostgresConnection) async throws -> Void
    ) async throws {
        guard try await !isThere() else { return Progress("database \(name)").end("is there already") }
        try await drop()
        try await command("CREATE DATABASE \(name)")
        try await withDatabase(configuration) { connection in
            try await MigrationRunner(LedgerMigrations.all, logger: Settings.logger).migrate(connection)
            try await UnitStore.seed(connection)
            for step in steps {
                let progress = Progress(step.title)
                let start = ContinuousClock.now
                for statement in step.statements { try await connection.run(statement) }
                progress.end("\(Terminal.fixed((ContinuousClock.now - start) / .seconds(1), 1)) s")
            }
            try await finish(connection)
            try await connection.run(Statement(once: "COMMENT ON DATABASE \(name) IS '\(mark)'"))
        }
    }

    /// Removes it.
    func drop() async throws { try await command("DROP DATABASE IF EXISTS \(name) WITH (FORCE)") }

    private func command(_ sql: String) async throws {
        try await withDatabase(home) { connection in _ = try await connection.run(Statement(once: sql)) }
    }

    private func isThere() async throws -> Bool {
        try await withDatabase(home) { connection in
            let found = try await connection.run(
                Statement(
                    "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = $1", [.text(name)]))
            return try found.first?.optionalText(0) == mark
        }
    }
}
