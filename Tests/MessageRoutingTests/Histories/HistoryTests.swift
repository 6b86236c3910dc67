import Contracts
import MessageRouting
import Testing

@Suite("Histories by chance against a naive model")
struct HistoryTests {
    private func play(_ seed: UInt64, _ settings: RouterSettings, steps: Int = 600) throws -> World {
        var world = World(
            seed: seed, settings: settings,
            people: try ["ann", "bob", "cat", "dan", "eve"].map { try person($0) },
            groups: try ["g1", "g2", "g3"].map { try group($0) }, topics: try ["news", "sport"].map { try topic($0) })
        for _ in 0..<steps {
            world.step()
            if !world.violations.isEmpty { break }
        }
        if world.violations.isEmpty { world.settle() }
        return world
    }

    private func check(_ world: World, _ seed: UInt64) {
        #expect(world.violations.isEmpty, "seed \(seed): \(world.violations.prefix(3))")
        for client in world.clients {
            #expect(client.cursor == world.store.head, "seed \(seed): \(client.person) is at \(client.cursor)")
            let missing = client.firstMissing(after: client.start, upTo: world.store.head, world.store)
            #expect(missing == nil, "seed \(seed): \(client.person) lacks \(missing ?? "")")
        }
        for instance in world.instances {
            #expect(instance.router.budget.used == 0, "seed \(seed)")
            #expect(instance.router.parkedCount == 0, "seed \(seed)")
        }
    }

    private var generous: RateLimit { RateLimit(burst: 1_000_000, perSecond: 1_000_000) }

    @Test("With room for everything each client sees all of its streams, and no cursor runs ahead", arguments: 1...24)
    func roomy(seed: Int) throws {
        let settings = RouterSettings(
            session: SessionSettings(
                mailbox: MailboxBounds(
                    high: .init(frames: 5_000, bytes: 8 << 20), normal: .init(frames: 5_000, bytes: 8 << 20),
                    low: .init(frames: 5_000, bytes: 8 << 20)), rate: generous), personRate: generous)
        let world = try play(UInt64(seed), settings)
        check(world, UInt64(seed))
        // Nothing had to be left out.
        #expect(!world.clients.contains { !$0.skipped.isEmpty })
    }

    @Test(
        "With little room everywhere what is missing is in a gap, and nothing else is",
        arguments: OverflowPolicy.allCases)
    func tight(policy: OverflowPolicy) throws {
        let share = MailboxBounds.Share(frames: 1, bytes: 700)
        let settings = RouterSettings(
            session: SessionSettings(
                mailbox: MailboxBounds(high: share, normal: share, low: share, policy: policy), window: 300,
                pageSize: 7, mostBuffered: 4, mostBufferedBytes: 2_000, mostLive: 4, rate: generous),
            follower: Follower.Settings(mostEarly: 3), budget: 12_000, directoryCapacity: 3, duplicateCapacity: 8,
            personRate: generous, mostReads: 2)
        var withGaps = 0
        for seed in 1...12 as ClosedRange<UInt64> {
            let world = try play(seed &* 7_919, settings)
            check(world, seed)
            #expect(world.lastSession > UInt64(world.clients.count))
            if world.clients.contains(where: { !$0.skipped.isEmpty }) { withGaps += 1 }
        }
        #expect(withGaps >= 3, "the bounds are too wide to be met")
    }
}
