import ArgumentParser
import Postgres
import TransactionService

/// Brings the database to the schema of this program.
struct Migrate: OperatorCommand {
    static let configuration = CommandConfiguration(
        abstract: "Bring the database to the schema that this version needs.",
        discussion: """
            Applies what is missing, each migration in a transaction of its own, one program at a time; then writes the units of \
            ISO 4217 and every unit's system accounts. Safe to run again.
            """)

    @OptionGroup var database: OwnerDatabaseOptions

    @Flag(help: "Print the result as JSON.")
    var json = false

    func execute() async throws {
        let configuration = try database.configuration()
        let report = try await withDatabase(configuration) { connection in
            let runner = try MigrationRunner(LedgerMigrations.all, logger: Settings.logger)
            var running: Progress?
            let applied = try await runner.migrate(connection) { progress in
                running?.end("done")
                running = progress.migration.map {
                    Progress("migration \($0.version) (\($0.name)), \(progress.done + 1) of \(progress.total)")
                }
            }
            if applied.isEmpty { Progress("migrations").end("nothing to do") }
            try await UnitStore.seed(connection)
            let units = try await connection.run(Statement(once: "SELECT count(*) FROM units"))[0].int64(0)
            Progress("units and system accounts").end("\(units) units")
            return Report(
                applied: applied.map { .init(version: $0.version, name: $0.name) },
                schemaVersion: LedgerMigrations.all.last?.version ?? 0, units: Int(units))
        }
        if json {
            try Terminal.json(report)
        } else {
            Terminal.result("the database has schema version \(report.schemaVersion)")
        }
    }

    private struct Report: Encodable {
        struct Step: Encodable {
            let version: Int
            let name: String
        }

        let applied: [Step]
        let schemaVersion: Int
        let units: Int
    }
}
