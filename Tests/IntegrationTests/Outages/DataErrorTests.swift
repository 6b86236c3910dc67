import Contracts
import Postgres
import TestWorld
import Testing

/// A message that the database will never take must not stop the others, and must not be lost.
@Suite("Refused by the database", .world(settings: ["KAURI_LANES": "1"]), .serialized, .timeLimit(.minutes(1)))
struct DataErrorTests {
    @Test("It goes to the dead letters with its reason; its neighbours commit in their order")
    func oneOfMany() async throws {
        let world = try World.here
        let client = try await Client(world)
        let subscriber = try await Subscriber(world)
        let letters = try await Subscriber(world, to: .deadLetters)
        let wallet = try await client.makeGuest("neighbour", with: "100.00 ZAR")
        try await world.withOwner {
            try await $0.run(
                Statement(
                    once: "ALTER TABLE transactions ADD CONSTRAINT poison CHECK (reference IS DISTINCT FROM 'poison')"))
        }
        let service = try await world.service
        // All are waiting when the lane comes back, so that they meet in one batch.
        await service.freeze()
        let ids = (0..<40).map { "spend \($0)" }
        let culprits: Set = [17, 23]
        try await client.send(
            try ids.enumerated().map { index, id in
                let reference = culprits.contains(index) ? "poison" : "fine"
                let command = WalletSpend(
                    wallet: .id(wallet), money: try money("1.00 ZAR"), destination: .revenue, reference: reference)
                return Request(command, id: id, key: "one key")
            })
        await service.thaw()
        let replies = try await client.replies(toAll: ids)
        for (index, reply) in replies.enumerated() {
            if culprits.contains(index) {
                #expect(reply.error == .internalError && reply.status == "rejected", "\(reply.body.text)")
            } else {
                #expect(reply.isCommitted, "\(index): \(reply.body.text)")
            }
        }
        let versions = replies.compactMap { $0.accounts.first?.text("version").flatMap(Int.init) }
        #expect(versions == Array(2...39))
        let dead = try await letters.wait(for: 2)
        #expect(dead.map(\.properties.messageID) == ["spend 17", "spend 23"])
        #expect(dead.allSatisfy { $0.header("x-kauri-reason") == "internal_error" })
        let events = try await subscriber.wait(for: 2 + 38)
        let announced = try events.dropFirst(2).map { try $0.outcome().id }
        #expect(announced == replies.filter { $0.isCommitted }.map { $0.id })
        #expect(try await world.audit().problems == [])
        #expect(try await world.count("SELECT posted FROM accounts WHERE owner = 'neighbour'") == 6_200)
        #expect(await service.isReady())

        // Nothing was kept under its id: once the database takes it, it may be sent again.
        try await world.withOwner {
            try await $0.run(Statement(once: "ALTER TABLE transactions DROP CONSTRAINT poison"))
        }
        let again = try await client.call(
            WalletSpend(wallet: .id(wallet), money: money("1.00 ZAR"), destination: .revenue, reference: "poison"),
            id: "spend 17")
        #expect(again.isCommitted && !again.isReplay)
        await letters.close()
    }

    @Test("A culprit in a batch message takes its message with it, and no other")
    func inBatch() async throws {
        let world = try World.here
        let client = try await Client(world)
        let letters = try await Subscriber(world, to: .deadLetters)
        let before = await letters.arrived
        let wallet = try await client.makeGuest("batch-neighbour", with: "100.00 ZAR")
        try await world.withOwner {
            try await $0.run(
                Statement(
                    once:
                        "ALTER TABLE transactions ADD CONSTRAINT poison CHECK (reference IS DISTINCT FROM 'poison') NOT VALID"
                ))
        }
        func spend(_ reference: String) throws -> (id: String?, command: any Command) {
            (
                nil,
                WalletSpend(
                    wallet: .id(wallet), money: try money("1.00 ZAR"), destination: .revenue, reference: reference)
            )
        }
        let good = Request(batch: [try spend("a"), try spend("b")], id: "good")
        let bad = Request(batch: [try spend("c"), try spend("poison")], id: "bad")
        try await client.send([good, bad])
        let kept = try await client.reply(to: "good")
        #expect(kept.outcomes.count == 2 && kept.outcomes.allSatisfy { $0.isCommitted })
        let refused = try await client.reply(to: "bad")
        #expect(refused.outcomes.allSatisfy { $0.error == .internalError }, "\(refused.body.text)")
        try await letters.wait(for: before + 1)
        #expect(await letters.events.last?.properties.messageID == "bad")
        await letters.close()
        try await world.withOwner {
            try await $0.run(Statement(once: "ALTER TABLE transactions DROP CONSTRAINT poison"))
        }
        #expect(try await world.audit().problems == [])
        #expect(try await world.count("SELECT posted FROM accounts WHERE owner = 'batch-neighbour'") == 9_800)
    }
}
