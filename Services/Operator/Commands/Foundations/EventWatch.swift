import Contracts
import RabbitMQ

/// An independent subscriber that counts the events of some commands by their ids.
actor EventWatch {
    private let configuration: BrokerConfiguration
    private let survivesRestart: Bool
    private let queue: String
    private let consumer: BrokerConsumer
    private let form: EventForm
    private let beginning: [UInt8]
    private let scan: EventBatchScan
    private var task: Task<Void, Never>?
    /// Ids that have come one by one, each once. Bounded by the number of commands that this program sends.
    private var singles: Set<Int64> = []
    /// Ids that have come in batches.
    private var batched: Set<Int64> = []
    /// Events that came more than once in the same form.
    private(set) var repeated = 0

    /// Ids that have come in every form that the service is to use.
    var seen: Set<Int64> {
        switch form {
        case .single: singles
        case .batch: batched
        case .both: singles.intersection(batched)
        }
    }

    /// - Parameters:
    ///   - prefix: what the commands' message ids begin with, without anything that JSON escapes; others' events pass by.
    ///   - form: what the service is expected to publish.
    ///   - survivesRestart: whether nothing is missed while the broker restarts; dearer, since the broker then writes every event
    ///     to its disk once more.
    init(_ configuration: BrokerConfiguration, commandsWith prefix: String, form: EventForm, survivesRestart: Bool) {
        self.configuration = configuration
        self.survivesRestart = survivesRestart
        self.form = form
        queue = "kauri.events." + String(UInt64.random(in: .min ... .max), radix: 36)
        beginning = Array("{\"command\":{\"id\":\"\(prefix)".utf8)
        scan = EventBatchScan(dataBeginsWith: beginning)
        var bindings: [Topology.Binding] = []
        if form.hasSingles {
            bindings.append(.init(exchange: LedgerTopology.events, to: .queue(queue), routingKey: "#"))
        }
        if form.hasBatches {
            bindings.append(.init(exchange: LedgerTopology.eventBatches, to: .queue(queue), routingKey: ""))
        }
        var arguments: MessageHeaders = ["x-max-length": 5_000_000]
        // A queue that outlives a tool that was killed goes away by itself.
        if survivesRestart { arguments["x-expires"] = 600_000 }
        consumer = BrokerConsumer(
            configuration: configuration.named("\(configuration.connectionName) events"), queues: [queue],
            prefetch: form == .single ? 5_000 : 64,
            topology: Topology(
                queues: [
                    .init(
                        queue, isDurable: survivesRestart, isExclusive: !survivesRestart,
                        isAutoDelete: !survivesRestart, arguments: arguments)
                ],
                bindings: bindings),
            logger: Settings.logger)
    }

    /// Subscribes; what is announced from now on is counted.
    func start() async throws {
        try await consumer.connect()
        task = Task { await self.read() }
    }

    /// Waits until all of these have come.
    ///
    /// - Returns: those that have not come within the limit.
    func missing(of expected: Set<Int64>, within limit: Duration) async throws -> Set<Int64> {
        let deadline = ContinuousClock.now + limit
        while true {
            let missing = expected.subtracting(seen)
            if missing.isEmpty || ContinuousClock.now >= deadline { return missing }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Waits until so many have come.
    ///
    /// - Returns: how many have come within the limit.
    func count(reaching expected: Int, within limit: Duration) async throws -> Int {
        let deadline = ContinuousClock.now + limit
        while max(singles.count, batched.count) < expected || seen.count < expected, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(20))
        }
        return seen.count
    }

    /// Ends the subscription.
    func close() async {
        task?.cancel()
        await consumer.cancelAndClose()
        guard survivesRestart else { return }
        let administration = BrokerAdministration(configuration: configuration)
        // It would expire anyway.
        _ = try? await administration.delete(queue: queue)
        await administration.close()
    }

    private func read() async {
        while !Task.isCancelled {
            do throws(BrokerError) {
                let batch = try await consumer.next(maximumCount: 5_000, maximumBytes: 16 << 20)
                for delivery in batch.deliveries { note(delivery) }
                await consumer.acknowledge(through: batch.lastTag, epoch: batch.epoch)
            } catch {
                // Whatever ended it shows as events that are missing.
                return
            }
        }
    }

    private func note(_ delivery: Delivery) {
        if delivery.exchange == LedgerTopology.eventBatches {
            for number in scan.numbers(in: delivery.body) where !batched.insert(number).inserted { repeated += 1 }
            return
        }
        guard delivery.body.starts(with: beginning),
            let id = delivery.properties.messageID.flatMap({ EventID(text: $0) })
        else { return }
        if !singles.insert(id.number).inserted { repeated += 1 }
    }
}
