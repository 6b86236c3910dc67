import ArgumentParser
import LedgerAudit
import Postgres

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
        let size = VerifySize(entries: entries)
        let ledger = BenchDatabase(
            "kauri_bench_verify", beside: try database.configuration(),
            mark: "kauri bench verify: \(size.entries) entries, form 1")
        try await ledger.prepare(VerifyFill.steps(size)) { connection in
            try await VerifyChain(size: size).fill(connection)
            try await connection.run(Statement(once: "VACUUM ANALYZE audit_links"))
        }
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
