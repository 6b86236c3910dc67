import ArgumentParser
import LedgerAudit
import Postgres
import TransactionService

/// Fills a database of its own and measures how long verifying it takes.
struct BenchVerify: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Fill a ledger of ten million entries and measure kauri verify.",
        discussion: """
            Makes the database kauri_bench_verify beside the one that KAURI_OWNER_DATABASE_URL names and fills it with deposits and \
            transfers, an outcome for each, and an audit chain with a link for every 500 commands; then verifies it as kauri verify \
            does. The real ledger is not touched. Ten million entries need about 9 GB and ten minutes.

            Exit status 1 where the ledger is not found right, or where it took longer than --bound.
            """)

    @Option(help: ArgumentHelp("So many entries; 1,000 to 100,000,000.", valueName: "n"))
    var entries = 10_000_000

    @Option(help: ArgumentHelp("How long verifying may take.", valueName: "seconds"))
    var bound = 120.0

    @Flag(help: "Keep the database for the next measurement of the same size.")
    var keep = false

    @OptionGroup var database: OwnerDatabaseOptions

    @Flag(help: "Print the result as JSON.")
    var json = false

    func validate() throws {
        guard (1_000...100_000_000).contains(entries) else { throw ValidationError("--entries is 1000 to 100000000") }
        guard bound > 0 else { throw ValidationError("--bound is above 0") }
    }

    func execute() async throws {
        let ledger = VerifyDatabase(owner: try database.configuration(), size: VerifySize(entries: entries))
        try await ledger.prepare()
        let display = VerifyDisplay()
        let report = try await Verification(ledger.configuration, logger: Settings.logger).run { display.show($0) }
        display.end(report)
        if !keep { try await ledger.drop() }
        if json { try Terminal.json(report) } else { Terminal.result(report.text) }
        guard report.isRight else { throw OperatorFailure(.wrong, "the filled ledger is wrong") }
        guard report.seconds <= bound else {
            throw OperatorFailure(.wrong, "verifying took \(Terminal.fixed(report.seconds, 1)) s, more than \(bound)")
        }
    }
}

/// The database of a measurement of `kauri verify`.
struct VerifyDatabase: Sendable {
    static let name = "kauri_bench_verify"

    let size: VerifySize
    let configuration: PostgresConfiguration
    private let home: PostgresConfiguration

    init(owner: PostgresConfiguration, size: VerifySize) {
        self.size = size
        home = owner
        var own = owner
        own.database = Self.name
        configuration = own
    }

    /// Makes and fills the database, unless one of the same size is there.
    func prepare() async throws {
        let mark = "kauri bench verify: \(size.entries) entries, form 1"
        let found = try await withDatabase(home) { connection in
            try await connection.run(
                Statement(
                    "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = $1",
                    [.text(Self.name)])
            ).first?.optionalText(0)
        }
        guard found != mark else { return Progress("database \(Self.name)").end("is there already") }
        try await drop()
        try await command("CREATE DATABASE \(Self.name)")
        try await withDatabase(configuration) { connection in
            try await MigrationRunner(LedgerMigrations.all, logger: Settings.logger).migrate(connection)
            try await UnitStore.seed(connection)
            for step in VerifyFill.steps(size) {
                let progress = Progress(step.title)
                let start = ContinuousClock.now
                for statement in step.statements { try await connection.run(statement) }
                progress.end("\(Terminal.fixed((ContinuousClock.now - start) / .seconds(1), 1)) s")
            }
            try await VerifyChain(size: size).fill(connection)
            try await connection.run(Statement(once: "VACUUM ANALYZE audit_links"))
            try await connection.run(Statement(once: "COMMENT ON DATABASE \(Self.name) IS '\(mark)'"))
        }
    }

    /// Removes it.
    func drop() async throws { try await command("DROP DATABASE IF EXISTS \(Self.name) WITH (FORCE)") }

    private func command(_ sql: String) async throws {
        try await withDatabase(home) { connection in _ = try await connection.run(Statement(once: sql)) }
    }
}
