import Contracts
import NaiveLedger
import TestWorld
import Testing

/// Random histories of all types of commands give the same outcomes and balances through the service in batches as through a naive model that knows
/// one command at a time.
@Suite("Equivalence with the naive model", .serialized, .timeLimit(.minutes(5)))
struct EquivalenceTests {
    /// A world for each history, because they register the same units. Sweeping would come from outside; it has a suite of its own.
    private static let plan = WorldPlan(
        settings: .keepingBankAccounts.merging([
            "KAURI_PARTITIONS": "4", "KAURI_LANES": "4", "KAURI_SWEEP_INTERVAL": "3600s",
            "KAURI_PAYOUT_INTERVAL": "3600s",
        ]) { $1 })

    @Test(
        "One ordering key: every outcome, balance, hold and version is the model's",
        arguments: 1...8 as ClosedRange<UInt64>)
    func inOrder(seed: UInt64) async throws {
        try await World.with(Self.plan, purpose: "history \(seed)") { world in
            let client = try await Client(world)
            let subscriber = try await Subscriber(world)
            var history = ServiceHistory(seed: seed, client: client)
            for _ in 0..<16 {
                for (item, reply) in try await history.wave(of: 40, key: { _ in "history \(seed)" }) {
                    let (expected, reported) = try history.carryOut(item, reply)
                    try #require(
                        reported == expected,
                        "seed \(seed): \(item.type) \(item.messageID) \(item.body.text): \(reply.body.text)")
                }
            }
            try await world.withOwner { try await history.compareStates($0) }
            #expect(try await world.audit().problems == [])
            try await expectOneEventEach(of: history, subscriber)
            #expect(history.tally.count > 25, "seed \(seed): \(history.tally)")
        }
    }

    @Test(
        "Keys of their own: whatever order the lanes make of it, the ledger adds up",
        arguments: [101, 102, 103] as [UInt64])
    func acrossPartitions(seed: UInt64) async throws {
        try await World.with(Self.plan, purpose: "history \(seed)") { world in
            let client = try await Client(world)
            let subscriber = try await Subscriber(world)
            let before = try await world.audit()
            var history = ServiceHistory(seed: seed, client: client)
            var answered: [String: Set<String>] = [:]
            for _ in 0..<16 {
                for (item, reply) in try await history.wave(of: 40, key: { "\(seed) \($0)" }) {
                    _ = try history.carryOut(item, reply)
                    for outcome in reply.outcomes where outcome.isCommitted {
                        answered[outcome.id ?? "", default: []].insert(outcome.event ?? "")
                    }
                }
            }
            #expect(answered.values.allSatisfy { $0.count == 1 }, "seed \(seed): two outcomes under one key")
            let after = try await world.audit()
            #expect(after.problems == [], "seed \(seed)")
            #expect(after.committed - before.committed == Int64(answered.count), "seed \(seed)")
            try await expectOneEventEach(of: history, subscriber)
        }
    }

    private func expectOneEventEach(of history: ServiceHistory, _ subscriber: Subscriber) async throws {
        try await subscriber.wait(for: history.events.count)
        let counts = await subscriber.counts
        #expect(Set(counts.keys) == history.events, "seed \(history.seed)")
        #expect(counts.values.allSatisfy { $0 == 1 }, "seed \(history.seed)")
    }
}
