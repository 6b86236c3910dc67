import Postgres
import TestWorld
import Testing

/// Instances come, go, die and freeze while commands arrive on several ordering keys; the others take over, and nothing is lost, doubled or
/// overtaken.
@Suite("Instances", .serialized, .timeLimit(.minutes(4)))
struct InstanceTests {
    static let partitions = 6
    private static let settings = ["KAURI_PARTITIONS": "\(partitions)", "KAURI_QUERY_WORKERS": "0"]

    @Test("From one to three, to two by kill -9, to none and to two again")
    func course() async throws {
        try await World.with(WorldPlan(settings: Self.settings), purpose: "instances course") { world in
            let first = try await world.service
            let load = try await KeyedLoad(world)
            await load.start()
            try await world.untilShared(by: [first])
            let second = try await world.startService()
            let third = try await world.startService()
            try await world.untilShared(by: [first, second, third])
            try await load.grows()

            await second.kill()
            try await world.untilShared(by: [first, third])
            let fenced = [
                try await first.metric("kauri_leases_fenced_total"),
                try await third.metric("kauri_leases_fenced_total"),
            ]
            #expect(fenced.reduce(0) { $0 + ($1 ?? 0) } == 1)
            try await load.grows()

            try await first.stop()
            try await world.untilShared(by: [third])
            try await third.stop()
            #expect(try await world.count("SELECT count(*) FROM instances") == 0, "who stops leaves nothing behind")
            try await load.grows()
            try await first.start()
            try await second.start()
            try await world.untilShared(by: [first, second])
            try await load.grows()
            try await load.pause()
            try await load.check()
        }
    }

    @Test("Frozen while idle: the other one takes over, and it goes on under a new lease when it is thawed")
    func frozenIdle() async throws {
        try await withTwo("frozen idle") { world, load in
            let frozen = try await world.service
            try await thawed(frozen, world, load) {
                await frozen.freeze()
                await load.start()
            }
            try await load.check()
        }
    }

    @Test(
        "Frozen inside a transaction, with locks: the locks go with its connections, and it commits nothing when it is thawed"
    )
    func frozenInSegment() async throws {
        try await withTwo("frozen in a segment") { world, load in
            let wallet = await load.wallet(0)
            var frozen = try await world.service
            try await world.withOwner { owner in
                try await owner.run(Statement(once: "BEGIN"))
                try await owner.run(Statement(once: "SELECT FROM accounts WHERE id = \(wallet.number) FOR UPDATE"))
                await load.start()
                frozen = try await world.service(waitingFor: owner)
                await frozen.freeze()
                try await owner.rollback()
            }
            let lease = try await world.lease(of: frozen)
            try await thawed(frozen, world, load) {
                // From here on its transaction holds the lock, and nobody is there to end it.
                let held = """
                    SELECT count(*) FROM pg_locks JOIN instance_backends ON pid = process_id
                    WHERE locktype = 'transactionid' AND mode = 'ExclusiveLock' AND granted AND instance_id = '\(lease)'
                    """
                try await eventually("the frozen one holds no lock") { try await world.count(held) > 0 }
            }
            try await load.check()
        }
    }

    @Test(
        "Frozen between commit and announcement: the other one announces it, and it announces nothing when it is thawed"
    )
    func frozenBeforeAnnouncement() async throws {
        try await withTwo("frozen before announcing") { world, load in
            var frozen = try await world.service
            try await world.withOwner { owner in
                try await owner.run(Statement(once: "BEGIN"))
                try await owner.run(Statement(once: "LOCK TABLE outbox IN SHARE MODE"))
                try await load.round()
                frozen = try await world.service(waitingFor: owner)
                await frozen.freeze()
                try await owner.rollback()
            }
            let lease = try await world.lease(of: frozen)
            let committed = "SELECT count(*) FROM outbox WHERE instance = '\(lease)'"
            try await thawed(frozen, world, load) {
                // The whole segment had been sent: the server has carried it out without anybody there to hear of it.
                try await eventually("the frozen one has committed nothing") { try await world.count(committed) > 0 }
            }
            try await load.check(once: true)
        }
    }

    /// Two instances that share the partitions, and a load that is not started yet.
    private func withTwo(
        _ purpose: String, _ body: (World, KeyedLoad) async throws -> Void
    ) async throws {
        try await World.with(WorldPlan(services: 2, settings: Self.settings), purpose: purpose) { world in
            let load = try await KeyedLoad(world)
            try await world.untilShared(by: await world.services)
            // What was announced so far is announced for good.
            try await world.untilAnnounced()
            try await body(world, load)
        }
    }

    /// Has the other instance take over from a frozen one, thaws it, and waits until both share the partitions again.
    private func thawed(
        _ frozen: TransactionServiceProcess, _ world: World, _ load: KeyedLoad, _ freezing: () async throws -> Void
    ) async throws {
        let process = await frozen.processID
        let old = try await world.lease(of: frozen)
        let other = try #require(await world.services.first { $0.name != frozen.name })
        try await freezing()
        try await world.untilShared(by: [other])
        #expect(try await other.metric("kauri_leases_fenced_total") == 1)
        await load.start()
        try await load.grows()
        // Whatever the frozen one holds, nobody waits for it.
        try await load.catchUp()
        await frozen.thaw()
        try await world.untilShared(by: [frozen, other])
        #expect(try await frozen.metric("kauri_leases_lost_total") == 1)
        #expect(await frozen.processID == process, "it must not need a restart")
        #expect(try await world.lease(of: frozen) != old)
        try await frozen.untilReady()
        try await load.grows()
        try await load.pause()
    }
}
