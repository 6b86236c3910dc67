import Contracts
import Foundation
import RabbitMQ

/// Somebody who listens to the ledger's events, independent of who sends commands.
public actor Subscriber {
    /// What it listens to.
    public enum Source: Sendable {
        /// A queue of its own, bound to `ledger.events`; it gets what happens from now on, for what was committed before is announced first.
        case events
        /// A queue of its own like that, which survives a broker that is killed.
        case keptEvents
        /// The stream `ledger.events.log`, from its first event; it must exist.
        case log
        /// A queue of its own, bound to `ledger.events.batches`; each message is one event here, with no attributes of its own.
        case batches
        /// The stream `ledger.events.batches.log`, from its first batch; it must exist.
        case batchLog
        /// The dead letters.
        case deadLetters
        /// The dead letters of messaging.
        case messagingDeadLetters
    }

    private let world: World
    private let consumer: BrokerConsumer
    private let keepsEvents: Bool
    private var reader: Task<Void, Never>?
    /// How often each event id has come.
    public private(set) var counts: [String: Int] = [:]
    /// All of them in the order of arrival, repetitions too, unless only ids are kept.
    public private(set) var events: [Event] = []
    /// How many have come, repetitions too.
    public private(set) var arrived = 0

    /// Subscribes; what happens after this has returned is received.
    ///
    /// - Parameter keepsEvents: false keeps ids only, for long tests.
    public init(_ world: World, to source: Source = .events, keepsEvents: Bool = true) async throws {
        self.world = world
        self.keepsEvents = keepsEvents
        let own = "test.events." + String(UInt64.random(in: 0 ..< .max), radix: 36)
        var topology = Topology()
        var arguments: MessageHeaders = [:]
        var queue = own
        switch source {
        case .events, .keptEvents:
            try await world.untilAnnounced()
            let type: Topology.Argument = if case .keptEvents = source { "quorum" } else { "classic" }
            topology = Topology(
                exchanges: [.init(LedgerTopology.events, type: "topic")],
                queues: [.init(own, arguments: ["x-queue-type": type])],
                bindings: [.init(exchange: LedgerTopology.events, to: .queue(own), routingKey: "#")])
        case .batches:
            topology = Topology(
                exchanges: [.init(LedgerTopology.eventBatches, type: "fanout")],
                queues: [.init(own, arguments: ["x-queue-type": "classic"])],
                bindings: [.init(exchange: LedgerTopology.eventBatches, to: .queue(own), routingKey: "")])
        case .log, .batchLog:
            queue = if case .log = source { LedgerTopology.eventLog } else { LedgerTopology.eventBatchLog }
            arguments["x-stream-offset"] = "first"
        case .deadLetters:
            queue = LedgerTopology.deadLetters
        case .messagingDeadLetters:
            queue = MessagingTopology.deadLetters
        }
        consumer = BrokerConsumer(
            configuration: world.broker.named("test subscriber"), queues: [queue], prefetch: 2_000,
            arguments: arguments, topology: topology, logger: world.logger)
        try await consumer.connect()
        reader = Task { await read() }
        await world.atTheEnd { [self] in await close() }
    }

    /// Waits until so many have come, repetitions too.
    @discardableResult
    public func wait(for count: Int, within limit: Duration = .seconds(20)) async throws -> [Event] {
        do {
            try await eventually("\(arrived) of \(count) events have come", within: limit) { arrived >= count }
        } catch let error as WaitedInVain {
            throw WorldError("\(error)\n\(await world.logTails())")
        }
        return events
    }

    /// Waits for the first that has a property, and gives it.
    public func first(
        within limit: Duration = .seconds(20), where isWanted: @Sendable (Event) throws -> Bool
    ) async throws -> Event {
        try await untilFound("no such event among \(arrived)", within: limit) { try events.first(where: isWanted) }
    }

    /// Ends its connection.
    public func close() async {
        reader?.cancel()
        await consumer.cancelAndClose()
        await reader?.value
    }

    private func read() async {
        while let batch = await consumer.nextUntilCancelled(maximumCount: 2_000, maximumBytes: 32 << 20) {
            for delivery in batch.deliveries {
                let event = Event(delivery)
                counts[event.id ?? "", default: 0] += 1
                if keepsEvents { events.append(event) }
            }
            arrived += batch.deliveries.count
            _ = await consumer.acknowledge(through: batch.lastTag, epoch: batch.epoch)
        }
    }
}
