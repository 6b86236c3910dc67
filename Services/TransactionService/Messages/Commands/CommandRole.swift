import Contracts
import Logging
import Postgres
import RabbitMQ
import ServiceKit
import ServiceLifecycle

/// The part of the role `messages` that carries out commands; it shares no connection with the lane that stores messages.
enum CommandRole {
    /// Builds the lane and the watch over its connection.
    ///
    /// - Parameter stuckAfter: how long it may be busy without progress.
    static func parts(
        _ settings: MessageSettings, _ messages: MessageMetrics, health: HealthRegistry, stuckAfter: Duration,
        logger: Logger
    ) -> [any Service] {
        let name = "transaction-service message commands"
        let pulse = health.heartbeat("message commands", limit: stuckAfter)
        var receiving = settings.broker.named(name)
        receiving.maximumBodyBytes = CommandMessage.Limits().bytes
        let publishing = health.register("message commands publisher", isRequired: false)
        let storing = health.register("message commands database", isRequired: false)
        let consuming = health.register("message commands consumer")
        for part in [publishing, storing] { part.report(.ok) }
        let consumer = BrokerConsumer(
            configuration: receiving, queues: [MessagingTopology.commands], prefetch: CommandLane.prefetch,
            topology: .messageCommands, logger: logger)
        let lane = CommandLane(
            consumer: consumer,
            announcer: CommitAnnouncer(
                publisher: BrokerPublisher(
                    configuration: settings.broker.named("\(name) publisher"), topology: settings.topology,
                    logger: logger),
                health: publishing, metrics: messages, logger: logger),
            committer: CommandCommitter(
                store: CommandStore(settings.database, logger: logger), health: storing, pulse: pulse,
                metrics: MessageCommandMetrics(), logger: logger),
            pulse: pulse, logger: logger)
        let watch = Upkeep(
            name: "message commands watch", interval: .milliseconds(500), health: nil, logger: logger,
            job: { consuming.report(consumer.isConnected ? .ok : .failing("not connected to the broker")) })
        return [watch, RestartingPart(lane, health: health, logger: logger) { await lane.giveBack() }]
    }
}

extension Topology {
    /// How many commands may wait in ``MessagingTopology/commands``; publishers are refused beyond it.
    private static let mostWaiting: Int64 = 100_000

    /// Where commands about messages are published, and the queue that they wait in.
    static let messageCommands = Topology(
        exchanges: [
            Exchange(MessagingTopology.commands, type: "fanout"),
            Exchange(MessagingTopology.deadLetters, type: "fanout"),
        ],
        queues: [
            Queue(
                MessagingTopology.commands,
                arguments: [
                    "x-queue-type": "quorum", "x-single-active-consumer": true,
                    "x-delivery-limit": .integer(Int64(LedgerTopology.deliveryLimit)),
                    "x-dead-letter-exchange": .string(MessagingTopology.deadLetters),
                    "x-dead-letter-strategy": "at-least-once", "x-overflow": "reject-publish",
                    "x-max-length": .integer(mostWaiting),
                ])
        ],
        bindings: [
            Binding(exchange: MessagingTopology.commands, to: .queue(MessagingTopology.commands), routingKey: "")
        ])
}
