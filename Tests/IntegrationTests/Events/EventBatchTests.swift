import Contracts
import Postgres
import TestWorld
import Testing

/// The events of a commit in one message, by the operator's choice.
@Suite("Events in batches", .serialized, .timeLimit(.minutes(4)))
struct EventBatchTests {
    private static let settings = [
        "KAURI_PARTITIONS": "4", "KAURI_LANES": "2",
        "KAURI_RISK_RULES":
            #"[{"name": "large", "currency": "ZAR", "measure": "amount", "over": "50", "action": "flag"}]"#,
    ]

    private static func settings(_ form: EventForm) -> [String: String] {
        settings.merging(["KAURI_EVENTS": form.rawValue]) { $1 }
    }

    @Test("Both forms tell the same of every event, a message for each commit, in the order of numbers")
    func both() async throws {
        let plan = WorldPlan(settings: Self.settings(.both))
        try await World.with(plan, purpose: "events both") { world in
            let client = try await Client(world)
            let singles = try await Subscriber(world)
            let together = try await Subscriber(world, to: .batches)
            try await Self.spend(client, 300)
            let count = try await world.eventCount()
            #expect(count >= 330)
            let events = try await singles.wait(for: count).map { try CloudEvent($0) }
            let batches = try await Batched.waiting(for: count, from: together)
            #expect(batches.flatMap(\.events).count == count)
            #expect(Set(batches.flatMap(\.events)) == Set(events))
            #expect(events.contains { $0.traceparent != nil } && events.contains { $0.type == "kauri.risk.flagged" })
            for batch in batches {
                let ids = batch.events.map(\.id)
                #expect(ids == ids.sorted() && Set(batch.events.map(\.time)).count == 1)
                #expect(batch.message.properties.contentType == "application/cloudevents-batch+json")
                #expect(batch.message.properties.messageID == "\(ids[0])..\(ids[ids.count - 1])")
                #expect(batch.message.properties.isPersistent)
            }
            // A commit has one time, and no two messages share one.
            #expect(Set(batches.map { $0.events[0].time }).count == batches.count)
            #expect(batches.count < count / 4, "\(batches.count) batches of \(count) events")
            let log = try await Subscriber(world, to: .batchLog)
            #expect(try await Batched.waiting(for: count, from: log).count == batches.count)
            let metric = try await world.service.metric("kauri_events_published_total")
            #expect(metric == Double(count), "each event is counted once")
        }
    }

    @Test("In batch form there is nothing on the other exchange, and wallets' versions have no gap")
    func batch() async throws {
        let plan = WorldPlan(settings: Self.settings(.batch))
        try await World.with(plan, purpose: "events batch") { world in
            let client = try await Client(world)
            let singles = try await Subscriber(world)
            let together = try await Subscriber(world, to: .batches)
            try await Self.spend(client, 200)
            let count = try await world.eventCount()
            let batches = try await Batched.waiting(for: count, from: together)
            let versions = try batches.flatMap(\.events).compactMap { event in
                try Document(event.data).objects("accounts").first { $0.text("owner") == "payer" }?.text("version")
            }.compactMap { Int($0) }
            #expect(versions.sorted() == Array(1...versions.count) && versions.count == 201)
            #expect(await singles.arrived == 0)
            try await world.untilAnnounced()
        }
    }

    @Test("An instance is killed under load: what it committed is announced in batches, and the same to the byte")
    func killed() async throws {
        let plan = WorldPlan(settings: Self.settings(.batch).merging(["KAURI_LEASE": "2s"]) { $1 })
        try await World.with(plan, purpose: "events killed") { world in
            let client = try await Client(world)
            let together = try await Subscriber(world, to: .batches)
            let wallet = try await client.makeGuest("payer", with: "100000.00 ZAR")
            let spend = WalletSpend(wallet: .id(wallet), money: try money("1.00 ZAR"), destination: .revenue)
            let ids = (0..<3_000).map { "spend \($0)" }
            try await client.send(ids.enumerated().map { Request(spend, id: $1, key: "\($0 % 40)") })
            try await eventually("nothing happens") { await together.arrived > 2 }
            await (try world.service).kill()
            try await world.service.start()
            #expect(try await client.replies(toAll: ids).allSatisfy(\.isCommitted))
            let count = try await world.eventCount()
            let batches = try await Batched.waiting(for: count, from: together)
            let events = batches.flatMap(\.events)
            #expect(Set(events).count == count, "an event that came twice came differently")

            // Once more all that was ever committed, as if an instance had left it behind.
            let arrived = await together.arrived
            try await world.service.stop()
            try await world.withOwner { owner in
                try await owner.run(
                    Statement(
                        once: """
                            INSERT INTO outbox (instance, lane, numbers)
                            SELECT 'gone', 0, array_agg(number ORDER BY number) FROM outcomes WHERE is_committed
                            GROUP BY decided_at ORDER BY decided_at
                            """))
            }
            try await world.service.start()
            try await world.untilAnnounced()
            var relayed: [Batched] = []
            try await eventually("not all has come") {
                relayed = try await together.events.dropFirst(arrived).map { try Batched($0) }
                return relayed.ids.count == count
            }
            #expect(Set(relayed.flatMap(\.events)) == Set(events))
            let bodies = Set(batches.map(\.message.body))
            #expect(relayed.allSatisfy { bodies.contains($0.message.body) })
        }
    }

    /// Brings a guest's wallet so many payments, some of them traced and some suspicious.
    private static func spend(_ client: Client, _ count: Int) async throws {
        let wallet = try await client.makeGuest("payer", with: "100000.00 ZAR")
        let ids = (0..<count).map { "spend \($0)" }
        let requests = try ids.enumerated().map { index, id in
            let amount = try money(index % 10 == 9 ? "60.00 ZAR" : "1.00 ZAR")
            return Request(
                WalletSpend(wallet: .id(wallet), money: amount, destination: .revenue), id: id, key: "\(index % 7)"
            ).with { properties in
                guard index % 3 == 0 else { return }
                properties.headers = ["traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"]
            }
        }
        try await client.send(requests)
        for reply in try await client.replies(toAll: ids) { try #require(reply.isCommitted, "\(reply.body.text)") }
    }
}
