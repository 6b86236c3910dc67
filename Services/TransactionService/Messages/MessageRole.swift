import Contracts
import Logging
import Postgres
import RabbitMQ
import ServiceKit
import ServiceLifecycle

/// The part of transaction-service that stores messages; it shares no connection with the ledger.
public enum MessageRole {
    /// Builds the parts in the order in which they start; they stop in reverse.
    ///
    /// - Parameter stuckAfter: how long the lane may be busy without progress.
    public static func parts(
        _ settings: MessageSettings, health: HealthRegistry, stuckAfter: Duration, logger: Logger
    ) -> [any Service] {
        let name = "transaction-service messages"
        let pulse = health.heartbeat("message lane", limit: stuckAfter)
        let metrics = MessageMetrics()
        var receiving = settings.broker.named(name)
        receiving.maximumBodyBytes = PersistBatch.maximumBytes
        let consumer = BrokerConsumer(
            configuration: receiving, queues: [MessagingTopology.persist], prefetch: PersistLane.prefetch,
            topology: settings.topology, logger: logger)
        let announcer = CommitAnnouncer(
            publisher: BrokerPublisher(
                configuration: settings.broker.named("\(name) publisher"), topology: settings.topology, logger: logger),
            health: health.startingWell("message publisher"), metrics: metrics, logger: logger)
        let lane = PersistLane(
            consumer: consumer, announcer: announcer,
            persistence: Persistence(
                store: PersistStore(settings.database, logger: logger), health: health.startingWell("message database"),
                pulse: pulse, metrics: metrics, logger: logger),
            bound: settings.batchSize, pulse: pulse, logger: logger)
        let consuming = health.register("message consumer")
        return [
            headTeller(settings, health, metrics, logger),
            Upkeep(
                name: "message watch", interval: .milliseconds(500), health: nil, logger: logger,
                job: { consuming.report(consumer.isConnected ? .ok : .failing("not connected to the broker")) }),
        ]
            + upkeep(settings, health, metrics, logger)
            + [RestartingPart(lane, health: health, logger: logger) { await lane.giveBack() }]
            + CommandRole.parts(settings, metrics, health: health, stuckAfter: stuckAfter, logger: logger)
    }

    /// What follows the log.
    private static func upkeep(
        _ settings: MessageSettings, _ health: HealthRegistry, _ metrics: MessageMetrics, _ logger: Logger
    ) -> [any Service] {
        let pool = PostgresPool(settings.database, size: 2, logger: logger)
        let publisher = BrokerPublisher(
            configuration: settings.broker.named("transaction-service offline"), topology: settings.topology,
            logger: logger)
        let search = SearchIndexing(pool: pool)
        let offers = OfflineOffers(pool: pool, publisher: publisher, patience: settings.offlineAfter)
        func part(
            _ name: String, every interval: Duration, end: @escaping @Sendable () async -> Void = {},
            _ job: @escaping @Sendable () async throws -> Void
        ) -> Upkeep {
            Upkeep(
                name: name, interval: interval, health: health.register(name, isRequired: false), logger: logger,
                job: job, end: end)
        }
        // Parts stop in reverse: the first one ends last, and with it what they share.
        var parts = [
            part(
                "message search", every: .seconds(1),
                end: {
                    await publisher.close()
                    await pool.shutdown(within: .seconds(1))
                }
            ) { try await search.run() },
            part("message offers", every: .seconds(1)) { try await offers.run() },
        ]
        if let retention = settings.retention {
            let forgetting = Forgetting(pool: pool, retention: retention, metrics: metrics)
            parts.append(part("message retention", every: .seconds(10)) { try await forgetting.run() })
        }
        return parts
    }

    /// Tells every instance each second how far the log reaches, so that a lost announcement is missed.
    private static func headTeller(
        _ settings: MessageSettings, _ health: HealthRegistry, _ metrics: MessageMetrics, _ logger: Logger
    ) -> Upkeep {
        let store = PersistStore(settings.database, logger: logger)
        let part = health.register("message head", isRequired: false)
        let teller = CommitAnnouncer(
            publisher: BrokerPublisher(
                configuration: settings.broker.named("transaction-service message head"), topology: settings.topology,
                logger: logger),
            health: part, metrics: metrics, logger: logger)
        return Upkeep(
            name: "message head", interval: .seconds(1), health: part, logger: logger,
            job: { try await teller.tell(head: try await store.head()) },
            end: {
                await teller.publisher.close()
                await store.close()
            })
    }
}

extension HealthRegistry {
    /// A part that is used only when something comes: idleness is no illness.
    fileprivate func startingWell(_ name: String) -> HealthPart {
        let part = register(name)
        part.report(.ok)
        return part
    }
}
