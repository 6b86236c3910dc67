import BookingDay
import Contracts
import RabbitMQ
import TestWorld
import Testing

/// Carries a day's commands to the broker, one message each, and its replies back; nothing else happens here.
struct BookingRun {
    private(set) var day: BookingDay
    private let publisher: BrokerPublisher
    private let consumer: BrokerConsumer
    private let replyQueue: String
    /// How many commands may wait for their replies.
    private let window = 6_000

    init(_ day: BookingDay, in world: World) {
        self.day = day
        let queue = "reply.bookings"
        replyQueue = queue
        publisher = BrokerPublisher(configuration: world.broker.named("bookings publisher"), logger: world.logger)
        consumer = BrokerConsumer(
            configuration: world.broker.named("bookings"), queues: [queue], prefetch: 10_000,
            topology: Topology(queues: [.init(queue)]), logger: world.logger)
    }

    /// Runs the day to its end; the test's time limit bounds it.
    mutating func run(_ bookings: [Booking]) async throws {
        try await consumer.connect()
        var ready: [DayCommand] = []
        var begun = 0
        while begun < bookings.count || !ready.isEmpty || !day.unanswered.isEmpty {
            while begun < bookings.count, day.unanswered.count < window {
                ready += day.begin(bookings[begun])
                begun += 1
            }
            // The next commands travel while replies to earlier ones are read.
            let messages = ready.map { message($0) }
            ready = []
            async let published: Void = Self.publish(messages, publisher)
            guard !day.unanswered.isEmpty else {
                try await published
                continue
            }
            let batch = try await consumer.next(maximumCount: 2_000, maximumBytes: 64 << 20)
            for delivery in batch.deliveries {
                let reply = try #require(DayReply(delivery.body), "\(delivery.body.text)")
                ready += day.take(reply)
            }
            await consumer.acknowledge(through: batch.lastTag, epoch: batch.epoch)
            try await published
        }
        await consumer.cancelAndClose()
        await publisher.close()
    }

    private static func publish(_ messages: [OutgoingMessage], _ publisher: BrokerPublisher) async throws {
        let outcomes = try await publisher.publish(messages)
        try #require(outcomes.allSatisfy { $0.isConfirmed })
    }

    private func message(_ command: DayCommand) -> OutgoingMessage {
        OutgoingMessage(
            exchange: LedgerTopology.commands, routingKey: command.orderingKey,
            properties: MessageProperties(
                contentType: "application/json", messageID: command.messageID, replyTo: replyQueue, type: command.type),
            body: command.body)
    }
}
