import Logging
import Postgres
import ServiceKit
import ServiceLifecycle

extension Membership {
    init(_ settings: LedgerSettings, relay: OutboxRelay, desks: [LaneDesk], logger: Logger) {
        var database = settings.database
        // What takes longer than this is worth a new attempt: the lease runs out meanwhile.
        database.connectTimeout = .seconds(2)
        database.statementTimeout = .seconds(2)
        database.queryTimeout = .seconds(2)
        database.cancelTimeout = .milliseconds(500)
        var limits = PostgresPool.Limits(size: 3)
        limits.acquireTimeout = .seconds(2)
        limits.maximumBackoff = .seconds(1)
        self.init(
            store: InstanceStore(pool: PostgresPool(database, limits: limits, logger: logger)), relay: relay,
            desks: desks, partitions: settings.partitions, lease: settings.lease, logger: logger)
    }

    /// The loops around it, in the order of starting. The first one's end comes last of all.
    nonisolated func parts(
        _ health: HealthRegistry, end: @escaping @Sendable () async -> Void
    ) -> [any Service] {
        // Ready once and for all when it has had its share: what moves later is nobody's worry.
        let share = health.register("partitions")
        return [
            Upkeep(
                name: "lease", interval: .seconds(1), health: health.register("lease"), logger: logger,
                job: { try await self.renew() },
                end: {
                    await end()
                    await self.store.pool.shutdown(within: .seconds(1))
                }),
            Upkeep(
                name: "fencing", interval: .milliseconds(250), health: health.register("fencing", isRequired: false),
                logger: logger, job: { try await self.fence() }),
            Upkeep(
                name: "partitions", interval: .milliseconds(200), health: nil, logger: logger,
                job: { if try await self.share() { share.report(.ok) } }),
        ]
    }
}
