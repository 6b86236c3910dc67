import Contracts
import Logging
import MessageRouting
import RabbitMQ
import ServiceKit
import ServiceLifecycle

/// messaging-service put together: doors, the router behind them, and what it hears from and tells the broker.
public enum MessagingService {
    /// The sections of its settings.
    public static let sections = [MessagingKeys.section, TokenKeys.section]
    /// What its metrics mean.
    public static let metrics = DeskMetrics.all

    /// How long the start waits for transaction-service.
    private static let patience = Duration.seconds(120)

    /// Builds the parts in the order in which they start; they stop in reverse: people are sent away first, what they have sent is stored last.
    ///
    /// - Throws: `ServiceFailure` when the settings are wrong, or the store stays away.
    public static func parts(_ context: ServiceContext) async throws -> [any Service] {
        let settings = try MessagingSettings(context.configuration)
        let verifier = try await TokenVerifier(context.configuration)
        let logger = context.logger
        let lines = Lines(settings, logger)
        let (intake, metrics) = (Intake(), DeskMetrics())
        let desk = Desk(
            Desk.Parts(
                intake: intake, queries: lines.queries,
                persist: PersistPublisher(
                    publisher: lines.persistence, instance: settings.instance, keys: settings.keys),
                gossip: GossipPublisher(publisher: lines.gossip, instance: settings.instance), metrics: metrics,
                heartbeat: settings.heartbeat, logger: logger),
            head: try await head(lines.queries, logger), settings: settings.router)
        desk.open()
        let doors = Doors(
            socket: SocketDoor(intake: intake, verifier: verifier, limits: settings.socket, metrics: SocketMetrics()),
            queries: lines.queries,
            inbound: InboundPublisher(publisher: lines.answers, user: settings.broker.user),
            statistics: Statistics(
                instance: settings.instance, desk: desk, latencies: metrics.latencies,
                administration: lines.administration))
        let hearing = commits(settings, lines, intake, context)
        let inbound = InboundConsumer.consumer(lines.named("inbound"), lines.inbound, logger)
        let taking = context.health.register("inbound")
        var parts: [any Service] = [
            Persistence(desk: desk, lines: lines, health: context.health.register("persistence"), logger: logger),
            restarting(hearing, hearing.consumer, context), hearing.consumer.watch(hearing.health, logger),
            Ticker(intake: intake),
            restarting(
                InboundConsumer(
                    consumer: inbound, answers: lines.answers, intake: intake, health: taking, logger: logger),
                inbound, context),
            inbound.watch(taking, logger),
        ]
        if settings.hasNotices {
            let consumer = NoticeConsumer.consumer(lines.named("notices"), length: settings.inboundLength, logger)
            let health = context.health.register("notices", isRequired: false)
            parts += [
                restarting(
                    NoticeConsumer(
                        consumer: consumer, queries: lines.queries, doors: doors, health: health, logger: logger),
                    consumer, context, isRequired: false),
                consumer.watch(health, logger),
            ]
        }
        parts += [
            PeopleServer(
                settings: settings, doors: doors, health: context.health, part: context.health.register("people"),
                logger: logger),
            Drain(desk: desk, limit: settings.drain),
        ]
        return parts
    }

    /// A part that takes from queues: when it fails, what it held goes back to them, and it is run again.
    private static func restarting(
        _ part: any Service, _ consumer: BrokerConsumer, _ context: ServiceContext, isRequired: Bool = true
    ) -> RestartingPart {
        RestartingPart(part, health: context.health, isRequired: isRequired, logger: context.logger) {
            await consumer.startAgain()
        }
    }

    private static func commits(
        _ settings: MessagingSettings, _ lines: Lines, _ intake: Intake, _ context: ServiceContext
    ) -> CommitConsumer {
        var hearing = lines.named("commits")
        hearing.maximumBodyBytes = CommittedBatch.maximumBytes
        let topology = Topology.commits(instance: settings.instance)
        return CommitConsumer(
            consumer: BrokerConsumer(
                configuration: hearing, queues: [MessagingTopology.instance(settings.instance)],
                prefetch: CommitConsumer.prefetch, topology: topology, logger: context.logger),
            keys: settings.keys, health: context.health.register("commits"), logger: context.logger, intake: intake)
    }

    /// How far the log reaches; waits until the store answers.
    private static func head(_ queries: QueryCaller, _ logger: Logger) async throws -> Position {
        let deadline = ContinuousClock.now + patience
        while true {
            do {
                return try await queries.head()
            } catch {
                guard ContinuousClock.now < deadline else {
                    throw ServiceFailure.dependencyAway("the store does not answer: \(error.message)")
                }
                logger.info("Waiting for the store", metadata: ["error": "\(error.message)"])
                try await Task.sleep(for: .milliseconds(500))
            }
        }
    }
}
