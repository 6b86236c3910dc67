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
        try await configuration.requireLedger()
        try await replies.connect()
        try await publisher.connect()
    }

    /// Ends both connections.
    func close() async {
        await replies.cancelAndClose()
        await publisher.close(within: .seconds(2))
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
