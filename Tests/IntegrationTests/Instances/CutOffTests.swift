import Postgres
import TestWorld
import Testing

/// The network between one instance and the database breaks or falls silent, while its connection to the broker stays.
@Suite("Instances: cut off from the database", .serialized, .timeLimit(.minutes(4)))
struct CutOffTests {
    private static let settings = ["KAURI_PARTITIONS": "\(InstanceTests.partitions)", "KAURI_QUERY_WORKERS": "0"]

    @Test(
        "The connection breaks while the server carries out a segment: it is done once, whether the server had ended before or goes on",
        arguments: [false, true])
    func brokenInSegment(goesOn: Bool) async throws {
        try await World.with(WorldPlan(services: 0, settings: Self.settings), purpose: "broken segment") { world in
            let relay = try await world.makeRelay()
            let service = try await world.startService(settings: world.settings(through: relay))
            let load = try await KeyedLoad(world)
            try await world.untilAnnounced()
            try await world.withOwner { owner in
                try await owner.run(Statement(once: "BEGIN"))
                try await owner.run(Statement(once: "LOCK TABLE outbox IN SHARE MODE"))
                try await load.round()
                #expect(try await world.service(waitingFor: owner).name == service.name)
                let former = try await world.texts(
                    "SELECT pid::text FROM pg_stat_activity WHERE \(owner.backendPID) = ANY(pg_blocking_pids(pid))")
                await relay.kill()
                if goesOn {
                    // Nobody is there to hear of it: what was sent whole is committed, and only the outbox knows.
                    let committed = "SELECT count(*) FROM outcomes WHERE message_id LIKE 'key %'"
                    try await owner.rollback()
                    try await eventually("nothing is committed") { try await world.count(committed) > 0 }
                    try await relay.start()
                } else {
                    // The server still waits for the lock when the service is back, which ends it before anything else.
                    try await relay.start()
                    let living = "SELECT count(*) FROM pg_stat_activity WHERE pid IN (\(former.joined(separator: ",")))"
                    try await eventually("the former one lives") { try await world.count(living) == 0 }
                    try await owner.rollback()
                }
            }
            try await load.catchUp()
            await load.start()
            try await load.grows()
            try await load.pause()
            try await load.check()
        }
    }

    @Test("The network falls silent for longer than its lease: the other takes over, and it comes back under a new one")
    func silent() async throws {
        let plan = WorldPlan(services: 1, settings: Self.settings)
        try await World.with(plan, purpose: "silent network") { world in
            let relay = try await world.makeRelay()
            let other = try await world.service
            let cut = try await world.startService(settings: world.settings(through: relay))
            let process = await cut.processID
            let load = try await KeyedLoad(world)
            try await world.untilShared(by: [other, cut])
            let old = try await world.lease(of: cut)
            await load.start()
            try await load.grows()
            await relay.freeze()
            try await eventually("the other does not take over", within: .seconds(40)) {
                try await other.metric("kauri_partitions") == Double(InstanceTests.partitions)
            }
            try await load.grows()
            // Nobody waits for the one that was cut off, whatever it had begun.
            try await load.catchUp()
            await relay.thaw()
            try await world.untilShared(by: [other, cut], within: .seconds(60))
            #expect(await cut.processID == process, "it must not need a restart")
            #expect(try await world.lease(of: cut) != old)
            try await cut.untilReady()
            try await load.grows()
            try await load.pause()
            try await load.check()
        }
    }
}
