import Contracts
import LedgerQueries
import Logging
import MessageStore
import Postgres
import RabbitMQ
import ServiceKit
import ServiceLifecycle

/// transaction-service put together: its roles, each with connections of its own.
public enum LedgerService {
    /// Builds the parts in the order in which they start; they stop in reverse.
    ///
    /// - Throws: `ServiceFailure` when the settings are wrong, a dependency stays away, or the database has another schema.
    public static func parts(_ context: ServiceContext) async throws -> [any Service] {
        let settings = try settings(context.configuration)
        try await SchemaCheck(settings: settings, logger: context.logger).run()
        let stuckAfter = context.configuration[ServiceKeys.stuckAfter]
        var parts: [any Service] = []
        if settings.roles.contains(.ledger) { parts += try await ledgerParts(settings, context) }
        if settings.roles.contains(.messages) {
            let messages = try MessageSettings(context.configuration, broker: settings.broker)
            parts += MessageRole.parts(
                messages, health: context.health, stuckAfter: stuckAfter, logger: context.logger)
            let queries = try QuerySettings(messages: context.configuration, broker: settings.broker)
            parts += QueryRole.parts(
                queries, health: context.health, stuckAfter: stuckAfter, logger: context.logger)
        }
        if settings.roles.contains(.queries) {
            let queries = try QuerySettings(context.configuration, broker: settings.broker)
            parts += QueryRole.parts(
                queries, health: context.health, stuckAfter: stuckAfter, logger: context.logger)
        }
        return parts
    }

    /// Lanes, and the upkeep around them.
    private static func ledgerParts(
        _ settings: LedgerSettings, _ context: ServiceContext
    ) async throws -> [any Service] {
        let pool = PostgresPool(settings.database, size: 3, logger: context.logger)
        let publisher = BrokerPublisher(
            configuration: settings.broker.named("transaction-service upkeep"), topology: settings.topology,
            logger: context.logger)
        try await BankKeyCheck(pool: pool, keys: settings.keys).run()
        let relay = OutboxRelay(pool: pool, publisher: publisher, form: settings.eventForm, logger: context.logger)

        let published = PublishedRows()
        let sweepers = Sweepers(settings, pool, publisher)
        let lanes = (0..<settings.lanes).map { lane($0, settings, published, context) }
        let membership = Membership(settings, relay: relay, desks: lanes.map(\.desk), logger: context.logger)
        var parts: [any Service] = membership.parts(context.health) {
            // Without the database the lease runs out by itself, and what was announced is announced again.
            await Outage.attempt(within: .seconds(1)) { try? await relay.clear(published) }
            await publisher.close()
            await pool.shutdown(within: .seconds(1))
            await Outage.attempt(within: .seconds(2)) { await membership.leave() }
        }
        parts += [
            Upkeep(
                name: "outbox", interval: .seconds(1), health: context.health.register("outbox", isRequired: false),
                logger: context.logger,
                job: {
                    try await relay.clear(published)
                    if let lease = await membership.lease, lease.isValid { try await relay.relay(under: lease) }
                }),
            Upkeep(
                name: "sweeper", interval: settings.sweepInterval,
                health: context.health.register("sweeper", isRequired: false), logger: context.logger,
                job: {
                    try await sweepers.holds.sweep()
                    try await sweepers.jobs.sweep()
                }),
            Upkeep(
                // Every look goes through all holds that end in that time, so it is seldom; but there are two at least before any of them ends.
                name: "warnings",
                interval: min(max(settings.sweepInterval, settings.holdWarning / 60), settings.holdWarning / 2),
                health: context.health.register("warnings", isRequired: false), logger: context.logger,
                job: { try await sweepers.warnings.sweep() }),
            Upkeep(
                name: "payouts", interval: settings.payoutInterval,
                health: context.health.register("payouts", isRequired: false), logger: context.logger,
                job: {
                    try await sweepers.payouts.sweep()
                    try await sweepers.thresholds.sweep()
                }),
        ]
        let balances = BalanceWatch(pool: pool, logger: context.logger)
        parts.append(
            Upkeep(
                name: "balances", interval: settings.reconcileInterval,
                health: context.health.register("balances", isRequired: false), logger: context.logger,
                job: { try await balances.run() }))
        let tidying = Tidying(pool: pool)
        parts.append(
            Upkeep(
                name: "tidying", interval: .seconds(600), health: context.health.register("tidying", isRequired: false),
                logger: context.logger, job: { try await tidying.tidy() }))
        if let keys = settings.keys {
            var rotation = BankKeyRotation(pool: pool, keys: keys, logger: context.logger)
            rotation.register = { connection in
                guard let lease = await membership.lease else { throw StoreError.leaseGone }
                try await connection.register(under: lease)
            }
            parts.append(
                Upkeep(
                    name: "bank keys", interval: .seconds(60),
                    health: context.health.register("bank keys", isRequired: false), logger: context.logger,
                    job: { [rotation] in try await rotation.run() }))
        }
        for lane in lanes {
            let health = context.health.register("\(lane) consumer")
            parts.append(
                Upkeep(
                    name: "\(lane) watch", interval: .milliseconds(500), health: nil, logger: context.logger,
                    job: { health.report(lane.consumer.isConnected ? .ok : .failing("not connected to the broker")) }))
        }
        return parts + lanes
    }

    private static func settings(_ configuration: ServiceConfiguration) throws -> LedgerSettings {
        do {
            return try LedgerSettings(configuration)
        } catch {
            throw ServiceFailure.wrongConfiguration("\(error)")
        }
    }

    private static func lane(
        _ index: Int, _ settings: LedgerSettings, _ published: PublishedRows, _ context: ServiceContext
    ) -> Lane {
        var logger = context.logger
        logger[metadataKey: "lane"] = "\(index)"
        let metrics = LaneMetrics()
        let pulse = context.health.heartbeat(
            "lane \(index)", limit: context.configuration[ServiceKeys.stuckAfter])
        let store = LedgerStore(
            configuration: settings.database, lane: index, published: published,
            policy: settings.policy, keys: settings.keys, logger: logger)
        var receiving = settings.broker.named("transaction-service lane \(index)")
        // Bounds only what comes in: the reply to a thousand commands is larger than their message.
        receiving.maximumBodyBytes = settings.limits.bytes
        let consumer = BrokerConsumer(
            configuration: receiving,
            queues: [], prefetch: 1, topology: settings.topology, logger: logger)
        var answering = settings.broker.named("transaction-service lane \(index) publisher")
        // What RabbitMQ takes at the most where nothing else is configured.
        answering.maximumBodyBytes = 128 << 20
        let announcer = Announcer(
            publisher: BrokerPublisher(configuration: answering, topology: settings.topology, logger: logger),
            health: context.health.startingWell("lane \(index) publisher"), metrics: metrics, logger: logger)
        let committer = Committer(
            store: store, health: context.health.startingWell("lane \(index) database"), pulse: pulse, metrics: metrics,
            form: settings.eventForm, logger: logger)
        return Lane(
            index: index, settings: settings, desk: LaneDesk(consumer), consumer: consumer, announcer: announcer,
            committer: committer,
            published: published, pulse: pulse, logger: logger)
    }
}

/// Everything that becomes due by itself.
private struct Sweepers {
    let holds: Sweeper
    let warnings: Sweeper
    let jobs: Sweeper
    let payouts: Sweeper
    let thresholds: Sweeper

    init(_ settings: LedgerSettings, _ pool: PostgresPool, _ publisher: BrokerPublisher) {
        func sweeper(_ counter: String, isBatched: Bool = false, _ find: @escaping Sweeper.Find) -> Sweeper {
            Sweeper(
                pool: pool, publisher: publisher, user: settings.broker.user, counter: counter, isBatched: isBatched,
                find: find)
        }
        holds = sweeper("kauri_holds_swept") { try await DueHolds.page($0, after: $1) }
        let (warning, subject) = (settings.holdWarning, Subject.broker(user: settings.broker.user).text)
        warnings = sweeper("kauri_holds_warned") {
            try await DueHolds.expiring($0, after: $1, warning: warning, subject: subject)
        }
        jobs = sweeper("kauri_jobs_swept") { try await DueJobs.page($0, after: $1) }
        payouts = sweeper("kauri_payouts_swept", isBatched: true) { try await DuePayouts.scheduled($0, after: $1) }
        thresholds = sweeper("kauri_payouts_swept", isBatched: true) {
            try await DuePayouts.overThreshold($0, after: $1)
        }
    }
}

extension HealthRegistry {
    /// A part that is used only when a command comes: the start has just proven what it needs, and idleness is no illness.
    fileprivate func startingWell(_ name: String) -> HealthPart {
        let part = register(name)
        part.report(.ok)
        return part
    }
}
