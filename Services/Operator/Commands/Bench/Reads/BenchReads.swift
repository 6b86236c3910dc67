import ArgumentParser
import Contracts
import Foundation
import LedgerQueries
import Postgres
import RabbitMQ

/// Fills a database of its own and measures how fast every query is answered from it.
struct BenchReads: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "reads",
        abstract: "Fill a ledger of ten million entries and measure the first page of every list.",
        discussion: """
            Makes the database kauri_bench_reads beside the one that KAURI_OWNER_DATABASE_URL names, fills it with wallets, a year of \
            transactions, holds, requests and outcomes, and answers queries from it with workers of its own, through RabbitMQ and a queue \
            of its own. The real ledger is not touched. Ten million entries need about 5 GB and a few minutes.

            Each query is asked one after the other, from publish to reply: "fresh" asks for another object each time, most of which \
            nobody has asked for before; "warm" asks for the same again and again; "cold" is the first time after the command of \
            --before-cold, which may restart PostgreSQL and drop the system's caches.

            Exit status 1 where the 99th percentile of a list's first page, fresh, is above --bound. Reports that add up all wallets, \
            and whatever else is no list, are shown without a bound.
            """)

    @Option(help: ArgumentHelp("So many entries; 10,000 to 100,000,000.", valueName: "n"))
    var entries = 10_000_000

    @Option(
        help: ArgumentHelp(
            "So many wallets; 1,000 to 1,000,000. A hundredth of the entries where left out.", valueName: "n"))
    var wallets: Int?

    @Option(help: ArgumentHelp("Ask each query so often, fresh and warm.", valueName: "n"))
    var rounds = 200

    @Option(help: ArgumentHelp("What the 99th percentile may be.", valueName: "ms"))
    var bound = 20.0

    @Option(
        help: ArgumentHelp(
            "A shell command that makes all caches cold; run before each cold round.", valueName: "command"))
    var beforeCold: String?

    @Option(help: ArgumentHelp("So many cold rounds.", valueName: "n"))
    var coldRounds = 5

    @Flag(help: "Keep the database for the next measurement of the same size.")
    var keep = false

    @OptionGroup var broker: BrokerOptions
    @OptionGroup var database: OwnerDatabaseOptions

    @Flag(help: "Print the result as JSON.")
    var json = false

    func validate() throws {
        guard (10_000...100_000_000).contains(entries) else { throw ValidationError("--entries is 10000 to 100000000") }
        if let wallets, !(1_000...1_000_000).contains(wallets) { throw ValidationError("--wallets is 1000 to 1000000") }
        guard (1...100_000).contains(rounds), (1...1_000).contains(coldRounds) else {
            throw ValidationError("--rounds is 1 to 100000, --cold-rounds 1 to 1000")
        }
        guard bound > 0 else { throw ValidationError("--bound is above 0") }
    }

    func execute() async throws {
        let broker = try broker.configuration(named: "kauri bench reads")
        let size = ReadsSize(entries: entries, wallets: wallets ?? min(max(entries / 100, 1_000), 1_000_000))
        let ledger = try ReadsDatabase(owner: try database.configuration(), size: size)
        try await ledger.prepare()
        let report: ReadsReport
        do {
            report = try await measure(broker, ledger)
        } catch {
            // What took minutes to make stays when only the measurement has failed.
            Terminal.note("kauri: the database \(ReadsDatabase.name) is left; the next run of the same size takes it")
            throw error
        }
        if !keep { try await ledger.drop() }
        if json { try Terminal.json(report) } else { Terminal.result(report.text) }
        guard report.problems.isEmpty else {
            throw OperatorFailure(
                .wrong, report.problems.joined(separator: "; "), advice: "The first page of a list needs an index.")
        }
    }

    private func measure(_ broker: BrokerConfiguration, _ ledger: ReadsDatabase) async throws -> ReadsReport {
        let queue = "ledger.queries.bench." + String(UInt64.random(in: .min ... .max), radix: 36)
        let settings = QuerySettings(
            broker: broker, database: ledger.configuration, workers: 2, queueLength: 10_000, timeout: .seconds(30),
            queue: queue)
        let client = QueryClient(broker, timeout: .seconds(40), queue: queue)
        let samples = ReadsSample.all(ledger.size)
        var report = ReadsReport(size: ledger.size, bound: bound, samples: samples)
        do {
            // First what an index answers, then what adds up everything: the database counts both together.
            for isBounded in [true, false] {
                let before = try await ledger.scans()
                let part = samples.indices.filter { samples[$0].isBounded == isBounded }
                report.lines = try await QueryRole.serving(settings, logger: Settings.logger) {
                    [lines = report.lines] in
                    try await measure(part.map { ($0, samples[$0]) }, client, lines)
                }
                // The workers' sessions have ended, and so they have told what they did.
                if isBounded {
                    report.scans = try await ledger.scans().filter { $1 > before[$0] ?? 0 }.map(\.key).sorted()
                }
            }
            try await end(client, queue, broker)
            return report
        } catch {
            try? await end(client, queue, broker)
            throw error
        }
    }

    private func measure(
        _ samples: [(index: Int, sample: ReadsSample)], _ client: QueryClient, _ lines: [ReadsReport.Line]
    ) async throws -> [ReadsReport.Line] {
        var lines = lines
        for (index, sample) in samples {
            let progress = Progress("\(sample.name), \(sample.what)")
            if let beforeCold { lines[index].cold = try await timeCold(sample, beforeCold, client) }
            let fresh = try await time(sample, rounds, client) { $0 + 1 }
            lines[index].fresh = fresh.latencies
            lines[index].items = fresh.items
            lines[index].warm = try await time(sample, rounds, client) { _ in 0 }.latencies
            progress.end("fresh \(fresh.latencies.text)")
        }
        return lines
    }

    private func timeCold(
        _ sample: ReadsSample, _ command: String, _ client: QueryClient
    ) async throws -> Latencies.Summary {
        var latencies = Latencies()
        for round in 0..<coldRounds {
            try await ReadsDatabase.shell(command)
            // The connections have to be made again before anything is measured.
            try await warmUp(client)
            let start = monotonicNanoseconds()
            _ = try await client.ask(sample.query(1_000_000 + round))
            latencies.record(nanoseconds: monotonicNanoseconds() - start)
        }
        return latencies.summary
    }

    /// Asks for something that no other sample reads, until it is answered.
    private func warmUp(_ client: QueryClient) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        for _ in 0..<2 {
            while true {
                do {
                    _ = try await client.ask(PartyGet(phone: PhoneNumber(text: "+99999999")))
                } catch let failure as OperatorFailure where failure.status == .unavailable {
                    guard ContinuousClock.now < deadline else { throw failure }
                    try await Task.sleep(for: .milliseconds(100))
                    continue
                } catch is OperatorFailure {
                    // There is no such party, as it should be.
                }
                break
            }
        }
    }

    private func time(
        _ sample: ReadsSample, _ rounds: Int, _ client: QueryClient, object: (Int) -> Int
    ) async throws -> ReadsReport.Times {
        var latencies = Latencies()
        var items = 0
        // The first ones of a kind make the statements known to the server.
        for _ in 0..<4 { _ = try await client.ask(sample.query(0)) }
        for round in 0..<rounds {
            let query = sample.query(object(round))
            let start = monotonicNanoseconds()
            let reply = try await client.reply(to: query)
            latencies.record(nanoseconds: monotonicNanoseconds() - start)
            items += try QueryClient.answer(in: reply).items.count
        }
        return ReadsReport.Times(latencies: latencies.summary, items: Double(items) / Double(rounds))
    }

    /// Only when the workers have ended: one that loses its queue declares it again.
    private func end(_ client: QueryClient, _ queue: String, _ broker: BrokerConfiguration) async throws {
        await client.close()
        let administration = BrokerAdministration(configuration: broker)
        _ = try await administration.delete(queue: queue)
        await administration.close()
    }
}
