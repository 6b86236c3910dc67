import ArgumentParser
import Contracts
import KauriClient
import Postgres
import RabbitMQ

/// Loads the running ledger with transfers and measures it.
struct BenchLedger: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "Measure committed transfers per second, latency and processor time, beside a baseline.",
        discussion: """
            Publishes wallet.transfer commands to the running stack with confirms and takes every reply. Without --rate it sends as \
            fast as answers come, with a bounded number in flight, and shows the highest throughput; with --rate it \
            sends at fixed times and counts latency from the time at which a command was due, so that a stall shows \
            (no coordinated omission). --rate 20 shows an idle system.

            Then the baseline, in the same run against the same tables: one SQL transaction per transfer, through a function of \
            the session's own that locks, checks and writes what the ledger does.

            Both move money between the bench's own wallets for good: do not measure a ledger that people use.

            Wallets (parties bench:0, bench:1 …) are opened on the first run and used again. Processor time is read from /proc for \
            servers on this machine; root sees other users' processes.
            """)

    @Option(help: ArgumentHelp("Send for so long.", valueName: "seconds"))
    var duration = 20.0

    @Option(help: ArgumentHelp("Between how many wallets money moves; 2 to 1,000,000.", valueName: "n"))
    var wallets = 100_000

    @Option(help: ArgumentHelp("Send batch messages of this many commands; 1 to 1,000.", valueName: "n"))
    var batch = 1

    @Option(help: ArgumentHelp("Send so many commands a second, whether or not answers come.", valueName: "n"))
    var rate: Int?

    @Option(help: ArgumentHelp("At most so many commands without an answer; 4,000, or 16 batches.", valueName: "n"))
    var inFlight: Int?

    @Option(
        help: ArgumentHelp(
            "Reverse so many transfers of our own a second beside the load, and measure them.", valueName: "n"))
    var reversals = 0

    @Flag(help: "Every transfer pays into one platform account.")
    var hot = false

    @Option(
        help: ArgumentHelp(
            "Count the events with a subscriber of our own, which the broker has to serve too.",
            discussion: "In the form in which the running service publishes them, its KAURI_EVENTS.",
            valueName: "single|batch|both"))
    var events: EventForm?

    @Flag(inversion: .prefixedNo, help: "Measure the baseline.")
    var baseline = true

    @Option(help: ArgumentHelp("Measure the baseline for so long.", valueName: "seconds"))
    var baselineDuration = 10.0

    @Option(help: ArgumentHelp("With so many database connections.", valueName: "n"))
    var baselineClients = 16

    @OptionGroup var broker: BrokerOptions
    @OptionGroup var database: DatabaseOptions

    @Flag(help: "Print the result as JSON.")
    var json = false

    func validate() throws {
        guard (0.1...86_400).contains(duration) else { throw ValidationError("--duration is 0.1 to 86400 seconds") }
        guard (2...1_000_000).contains(wallets) else { throw ValidationError("--wallets is 2 to 1000000") }
        guard (1...1_000).contains(batch) else { throw ValidationError("--batch is 1 to 1000") }
        if let rate, !(1...1_000_000).contains(rate) { throw ValidationError("--rate is 1 to 1000000") }
        if let inFlight, !(batch...100_000).contains(inFlight) {
            throw ValidationError("--in-flight is at least one batch, and at most 100000")
        }
        guard (0...1_000).contains(reversals) else { throw ValidationError("--reversals is 0 to 1000") }
        guard (0.1...86_400).contains(baselineDuration), (1...100).contains(baselineClients) else {
            throw ValidationError("--baseline-duration is 0.1 to 86400 seconds, --baseline-clients 1 to 100")
        }
    }

    func execute() async throws {
        let broker = try broker.configuration(named: "kauri bench")
        let database = try database.configuration()
        // Bounded in bytes too: a batch's reply has about a kilobyte for each command.
        let client = LedgerClient(broker, prefetch: UInt16(clamping: max(8, 4_000 / batch)))
        let runID = "bench-" + String(UInt64.random(in: .min ... .max), radix: 36)
        let watch = events.map {
            EventWatch(broker, commandsWith: "\(runID)-", form: $0, survivesRestart: false)
        }
        do {
            try await client.connect()
            try await watch?.start()
            let report = try await measure(client, watch, broker, database, runID)
            await client.close()
            await watch?.close()
            if json { try Terminal.json(report) } else { Terminal.result(report.text) }
            guard report.problems.isEmpty else {
                throw OperatorFailure(.wrong, report.problems.joined(separator: "; "))
            }
        } catch {
            await client.close()
            await watch?.close()
            throw error
        }
    }

    private func measure(
        _ client: LedgerClient, _ watch: EventWatch?, _ broker: BrokerConfiguration, _ database: PostgresConfiguration,
        _ runID: String
    ) async throws -> BenchReport {
        let numbers = try await BenchWallets(client: client, database: database, runID: runID).prepare(wallets)
        let plan = LoadPlan(duration: duration, batch: batch, rate: rate, window: window)
        let hotAccount = "\(SystemAccount.fees.rawValue):\(BenchWallets.currency)"
        let writer = TransferWriter(
            wallets: numbers, receiver: hot ? .account(hotAccount) : .anyWallet, currency: BenchWallets.currency,
            batch: batch, seed: .random(in: .min ... .max))
        let load = LedgerLoad(client: client, plan: plan, writer: writer, runID: runID)
        let meter = ProcessorMeter(broker: broker, database: database)
        let before = meter.read()
        let undone = try await reversing(wallets: numbers, broker, runID) { try await load.run() }
        let cpu = meter.read().since(before)
        let counted = try await watch?.count(reaching: load.count.committed, within: .seconds(20))
        var found: Baseline.Result?
        if baseline {
            let unit = UnitRegistry()[BenchWallets.currency]
            found = try await Baseline(
                database: database, wallets: numbers,
                hotAccount: hot ? unit.map { SystemAccount.fees.id(in: $0).number } : nil, runID: runID,
                duration: baselineDuration, clients: baselineClients
            ).run(meter)
        }
        return await BenchReport(
            load, plan: plan, wallets: wallets, isHot: hot, cpu: cpu, form: events, events: counted, baseline: found,
            reversals: undone)
    }

    /// Runs the load, with reversals beside it where they are asked for.
    private func reversing(
        wallets: [Int64], _ broker: BrokerConfiguration, _ runID: String, _ load: () async throws -> Void
    ) async throws -> Latencies.Summary? {
        guard reversals > 0 else {
            try await load()
            return nil
        }
        let ledger = KauriLedger(broker.named("kauri bench reversals"), logger: Settings.logger)
        do {
            let probe = ReversalProbe(ledger: ledger, wallets: wallets, runID: runID, rate: reversals)
            let probing = Task { try await probe.run() }
            do {
                try await load()
            } catch {
                probing.cancel()
                throw error
            }
            probing.cancel()
            let summary = try await probing.value.summary
            await ledger.close()
            return summary
        } catch {
            await ledger.close()
            throw error
        }
    }

    /// An open loop must be able to fall far behind, or the bound would hide how far it does.
    private var window: Int { inFlight ?? (rate != nil ? 100_000 : batch > 1 ? 16 * batch : 4_000) }
}
