import Contracts
import Logging
import MessageRouting
import Metrics
import RabbitMQ
import ServiceKit
import ServiceLifecycle

/// Takes messages from the broker's doors, the urgent ones first and the others never last for ever, and acknowledges each when it is stored.
actor InboundConsumer: Service, CustomStringConvertible {
    /// How many deliveries of each queue are here: few, because what is here is outside any order of priority.
    static let prefetch: UInt16 = 128
    /// How many are under way at once: each waits for its batch to be confirmed, which takes 10 ms and more.
    private static let mostUnderWay = 256
    private static let queues = MessagePriority.allCases.map { MessagingTopology.inboundQueue($0) }

    nonisolated let description = "inbound"
    private let consumer: BrokerConsumer
    private let answers: BrokerPublisher
    private let intake: Intake
    private let health: HealthPart
    private let logger: Logger
    private let accepted = Counter(label: "kauri_inbound", dimensions: [("outcome", "accepted")])
    private let refused = Counter(label: "kauri_inbound", dimensions: [("outcome", "refused")])
    private let delayed = Counter(label: "kauri_inbound", dimensions: [("outcome", "delayed")])
    private var waiting: [[Delivery]] = [[], [], []]
    private var heads = [0, 0, 0]
    private var drain = PriorityDrain()
    private var epoch: UInt64 = 0
    private var underWay = 0

    init(consumer: BrokerConsumer, answers: BrokerPublisher, intake: Intake, health: HealthPart, logger: Logger) {
        self.consumer = consumer
        self.answers = answers
        self.intake = intake
        self.health = health
        self.logger = logger
    }

    /// The consumer of all three queues.
    static func consumer(_ configuration: BrokerConfiguration, _ topology: Topology, _ logger: Logger) -> BrokerConsumer
    {
        var configuration = configuration
        configuration.maximumBodyBytes = InboundMessage.longest
        return BrokerConsumer(
            configuration: configuration, queues: queues, prefetch: prefetch, topology: topology, logger: logger)
    }

    func run() async throws {
        while let batch = await consumer.nextUntilStopped(
            Int(Self.prefetch) * 3, bytes: 32 << 20, health: health, logger: logger)
        {
            if batch.epoch != epoch {
                // What was here comes again.
                waiting = [[], [], []]
                heads = [0, 0, 0]
                epoch = batch.epoch
            }
            for delivery in batch.deliveries {
                let rank = Self.queues.firstIndex(of: delivery.queue) ?? 1
                waiting[rank].append(delivery)
            }
            proceed()
        }
        // What is under way is acknowledged, so that it does not come twice.
        for _ in 0..<500 where underWay > 0 { try? await Task.sleep(for: .milliseconds(10)) }
        await consumer.cancelAndClose()
    }

    /// Begins with as many as may be under way.
    private func proceed() {
        while underWay < Self.mostUnderWay, let priority = drain.next({ hasWaiting($0) }) {
            let rank = Int(priority.rank)
            let delivery = waiting[rank][heads[rank]]
            heads[rank] += 1
            if heads[rank] == waiting[rank].count {
                waiting[rank] = []
                heads[rank] = 0
            }
            underWay += 1
            begin(delivery, epoch)
        }
    }

    private func hasWaiting(_ priority: MessagePriority) -> Bool {
        heads[Int(priority.rank)] < waiting[Int(priority.rank)].count
    }

    private func begin(_ delivery: Delivery, _ epoch: UInt64) {
        do throws(CommandError) {
            let message = try InboundMessage(delivery)
            let readable = message.requests.compactMap { try? $0.get() }
            intake.submit(
                .posted(
                    Posting(sender: message.sender, requests: readable) { outcomes in
                        var next = outcomes.makeIterator()
                        let all = message.requests.map { request -> Result<MessageID?, CommandError> in
                            switch request {
                            case .failure(let error): .failure(error)
                            case .success:
                                next.next() ?? .failure(CommandError(.internalError, "the service has failed"))
                            }
                        }
                        Task { await self.settle(delivery, all, epoch) }
                    }))
        } catch {
            Task { await settle(delivery, [.failure(error)], epoch) }
        }
    }

    private func settle(
        _ delivery: Delivery, _ outcomes: [Result<MessageID?, CommandError>], _ epoch: UInt64
    ) async {
        let mustComeAgain = outcomes.contains { outcome in
            guard case .failure(let error) = outcome else { return false }
            return error.code == .unavailable || error.code == .mailboxFull || error.code == .internalError
        }
        if mustComeAgain {
            delayed.increment()
            // The broker or the store is away: a pause, and then the same again. Ids keep it from being told twice.
            try? await Task.sleep(for: .milliseconds(500))
            await consumer.requeue([delivery.tag], epoch: epoch)
        } else {
            await conclude(delivery, outcomes, epoch)
        }
        underWay -= 1
        proceed()
    }

    private func conclude(
        _ delivery: Delivery, _ outcomes: [Result<MessageID?, CommandError>], _ epoch: UInt64
    ) async {
        let messages = InboundAnswer.messages(for: delivery, outcomes)
        let isRefused = outcomes.contains { if case .failure = $0 { true } else { false } }
        (isRefused ? refused : accepted).increment()
        guard !messages.isEmpty else {
            await consumer.acknowledge([delivery.tag], epoch: epoch)
            return
        }
        let published = try? await answers.publish(messages)
        // A reply whose receiver is gone is nobody's loss; a dead letter must be kept.
        let mustBeKept = messages[0].exchange == MessagingTopology.deadLetters
        if mustBeKept, published?.first?.isConfirmed != true {
            try? await Task.sleep(for: .milliseconds(500))
            await consumer.requeue([delivery.tag], epoch: epoch)
        } else {
            await consumer.acknowledge([delivery.tag], epoch: epoch)
        }
    }
}
