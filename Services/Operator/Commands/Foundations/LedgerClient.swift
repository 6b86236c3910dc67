import Contracts
import Logging
import RabbitMQ

/// An application's side of the ledger: a connection to publish commands, and one for their replies.
struct LedgerClient: Sendable {
    let publisher: BrokerPublisher
    let replies: BrokerConsumer
    private let configuration: BrokerConfiguration
    private let replyQueue: String

    /// The most replies that may wait at the broker.
    private static let replyQueueLength: Int64 = 1_000_000

    /// - Parameters:
    ///   - prefetch: how many replies may be here unprocessed.
    ///   - pending: how many commands may be on their way to the broker.
    init(_ configuration: BrokerConfiguration, prefetch: UInt16, pending: Int = 100_000) {
        self.configuration = configuration
        replyQueue = "reply.kauri." + String(UInt64.random(in: .min ... .max), radix: 36)
        publisher = BrokerPublisher(
            configuration: configuration.named("\(configuration.connectionName) commands"),
            limits: .init(confirmTimeout: .seconds(30), maximumPending: pending), logger: Settings.logger)
        let queue = Topology.Queue(
            replyQueue, isDurable: false, isExclusive: true, isAutoDelete: true,
            arguments: ["x-max-length": .integer(Self.replyQueueLength)])
        replies = BrokerConsumer(
            configuration: configuration.named("\(configuration.connectionName) replies"), queues: [replyQueue],
            prefetch: prefetch, topology: Topology(queues: [queue]), logger: Settings.logger)
    }

    /// Connects, and makes sure that a service is there to answer.
    func connect() async throws {
        let first = LedgerTopology.partition(0)
        guard try await consumers(of: first) > 0 else {
            throw OperatorFailure(
                .unavailable, "nobody takes commands from \(first)", advice: "Start transaction-service.")
        }
        try await replies.connect()
        try await publisher.connect()
    }

    private func consumers(of queue: String) async throws -> Int {
        let administration = BrokerAdministration(configuration: configuration)
        do throws(BrokerError) {
            let status = try await administration.status(ofQueue: queue)
            await administration.close()
            return status.consumers
        } catch {
            guard error.code == .notFound else { throw error }
            throw OperatorFailure(
                .unavailable, "this broker has no queue \(queue)",
                advice: "Start transaction-service, which declares it; or correct the virtual host in AMQP_URL.")
        }
    }

    /// Ends both connections.
    func close() async {
        await replies.cancelAndClose()
        await publisher.close(within: .seconds(2))
    }

    /// The next replies; nil where none comes in time.
    func replies(upTo maximumCount: Int, within limit: Duration) async throws -> DeliveryBatch? {
        try await withThrowingTaskGroup(of: DeliveryBatch?.self) { group in
            group.addTask { try await replies.next(maximumCount: maximumCount, maximumBytes: 8 << 20) }
            group.addTask {
                try await Task.sleep(for: limit)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }

    /// The same message with the reply coming here.
    func answered(_ message: OutgoingMessage) -> OutgoingMessage {
        var message = message
        message.properties.replyTo = replyQueue
        message.properties.correlationID = message.properties.messageID
        return message
    }

    /// A command message whose reply comes here; its subject is the broker's user.
    func message(type: String, id: String, correlation: String, key: String, body: [UInt8]) -> OutgoingMessage {
        var properties = MessageProperties(
            contentType: "application/json", messageID: id, correlationID: correlation, replyTo: replyQueue, type: type)
        properties.userID = configuration.user
        return OutgoingMessage(
            exchange: LedgerTopology.commands, routingKey: key, properties: properties, body: body)
    }
}
