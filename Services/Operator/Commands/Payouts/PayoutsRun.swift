import ArgumentParser
import Contracts
import KauriClient
import Postgres
import RabbitMQ
import TransactionService

/// Pays every host whose period is over or whose wallet has reached its threshold.
struct PayoutsRun: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Pay every host who is due, now.",
        discussion: """
            The service does the same by itself, every KAURI_PAYOUT_INTERVAL. A run can be repeated, interrupted and run beside the service: the ledger pays a \
            period once, whoever asks for it. Hosts are found in the database; the payouts are commands through RabbitMQ, and each host has an event.
            """)

    @OptionGroup var broker: BrokerOptions

    @OptionGroup var database: DatabaseOptions

    @Option(help: ArgumentHelp("Give up when no reply comes for so long.", valueName: "seconds"))
    var patience: Int = 60

    @Flag(help: "Print the result as JSON.")
    var json = false

    func validate() throws {
        guard (1...3_600).contains(patience) else { throw ValidationError("--patience must be from 1 to 3600 seconds") }
    }

    func execute() async throws {
        let configuration = try broker.configuration(named: "kauri payouts")
        let databaseConfiguration = try database.configuration()
        try await configuration.requireLedger()
        let ledger = KauriLedger(configuration, logger: Settings.logger)
        let report: PayoutReport
        do {
            var run = PayoutRunning(ledger: ledger, user: configuration.user, patience: .seconds(patience))
            report = try await withDatabase(databaseConfiguration) { try await run.payAll($0) }
        } catch {
            await ledger.close()
            throw error
        }
        await ledger.close()
        if json { try Terminal.json(report) } else { Terminal.result(report.text) }
        guard report.refused == 0 else { throw ExitCode(ExitStatus.wrong.rawValue) }
    }
}

/// What a run came to.
struct PayoutReport: Encodable {
    /// Hosts who were due.
    var due = 0
    /// Hosts to whom money is on its way.
    var initiated = 0
    /// Hosts with nothing to pay out, or nowhere to pay it.
    var skipped = 0
    /// Hosts whose period somebody else has paid meanwhile.
    var paidMeanwhile = 0
    /// Hosts whose payout failed for another reason, by error code.
    var refusals: [String: Int] = [:]

    var refused: Int { refusals.values.reduce(0, +) }

    enum CodingKeys: String, CodingKey {
        case due, initiated, skipped, refusals
        case paidMeanwhile = "paid_meanwhile"
    }

    var text: String {
        var table = Table([("payouts", .left), ("hosts", .right)])
        table.add(["due", Terminal.grouped(due)])
        table.add(["initiated", Terminal.grouped(initiated)])
        table.add(["skipped", Terminal.grouped(skipped)])
        table.add(["paid meanwhile", Terminal.grouped(paidMeanwhile)])
        for (code, count) in refusals.sorted(by: { $0.key < $1.key }) { table.add([code, Terminal.grouped(count)]) }
        return table.text
    }
}
