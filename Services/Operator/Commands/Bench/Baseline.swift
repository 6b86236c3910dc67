import BookingDay
import Contracts
import Postgres

/// What the same database does without a broker: one SQL transaction per transfer, from many clients at once.
struct Baseline: Sendable {
    /// What came of it.
    struct Result: Encodable, Sendable {
        let clients: Int
        let seconds: Double
        let committed: Int
        let perSecond: Double
        let latencyMs: Latencies.Summary
        let cpuSeconds: ProcessorMeter.Seconds
    }

    let database: PostgresConfiguration
    let wallets: [Int64]
    /// The account that every transfer pays into; nil for another wallet each time.
    let hotAccount: Int64?
    let runID: String
    let duration: Double
    let clients: Int

    /// Runs it.
    func run(_ meter: ProcessorMeter) async throws -> Result {
        var connections: [PostgresConnection] = []
        defer {
            let open = connections
            Task { for connection in open { await connection.close() } }
        }
        for _ in 0..<clients {
            let connection = try await PostgresConnection.connect(database, logger: Settings.logger)
            connections.append(connection)
            try await connection.run(Statement(once: BaselineFunction.sql))
        }
        let progress = Progress("baseline, \(clients) clients")
        let before = meter.read()
        let start = monotonicNanoseconds()
        let end = start + UInt64(duration * 1e9)
        let counts = try await withThrowingTaskGroup(of: BaselineClient.Count.self) { group in
            for (index, connection) in connections.enumerated() {
                let client = BaselineClient(plan: self, index: index, end: end)
                group.addTask { try await client.run(on: connection) }
            }
            return try await group.reduce(into: BaselineClient.Count()) { $0.add($1) }
        }
        let seconds = Double(monotonicNanoseconds() - start) / 1e9
        let result = Result(
            clients: clients, seconds: seconds, committed: counts.committed,
            perSecond: (Double(counts.committed) / seconds * 10).rounded() / 10, latencyMs: counts.latencies.summary,
            cpuSeconds: meter.read().since(before))
        guard counts.refused == 0 else {
            throw OperatorFailure(.wrong, "the baseline refused \(counts.refused) transfers")
        }
        progress.end("\(Terminal.grouped(counts.committed)) committed in \(Terminal.fixed(seconds, 1)) s")
        return result
    }
}

/// One of the baseline's clients: a transfer, its answer, the next one.
private struct BaselineClient: Sendable {
    struct Count: Sendable {
        var committed = 0
        var refused = 0
        var latencies = Latencies()

        mutating func add(_ other: Count) {
            committed += other.committed
            refused += other.refused
            latencies.add(other.latencies)
        }
    }

    let plan: Baseline
    let index: Int
    let end: UInt64

    /// On the connection's own thread, so that nothing is spent on changing it.
    func run(on connection: isolated PostgresConnection) async throws -> Count {
        var random = SplitMixSource(seed: UInt64(index) &* 7_919 ^ monotonicNanoseconds())
        var count = Count()
        var number = 0
        var now = monotonicNanoseconds()
        while now < end {
            let payer = random.below(plan.wallets.count)
            let other = random.below(plan.wallets.count - 1)
            let receiver = plan.hotAccount ?? plan.wallets[other < payer ? other : other + 1]
            number += 1
            let result = try await connection.run(
                Statement(
                    Self.call,
                    [
                        .int64(plan.wallets[payer]), .int64(receiver), .int64(Int64(1 + random.below(999))),
                        .text("\(plan.runID)/\(index)/\(number)"),
                    ]))
            if try result[0].bool(0) { count.committed += 1 } else { count.refused += 1 }
            let after = monotonicNanoseconds()
            count.latencies.record(nanoseconds: after - now)
            now = after
        }
        return count
    }

    private static let call = "SELECT \(BaselineFunction.name)($1::bigint, $2::bigint, $3::bigint, $4::text)"
}
