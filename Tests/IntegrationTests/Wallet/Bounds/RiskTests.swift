import Contracts
import TestWorld
import Testing

/// Risk rules over time: how many, how much, and to how many.
@Suite(
    "Risk rules",
    .world(settings: [
        "KAURI_PARTITIONS": "8", "KAURI_LANES": "4",
        "KAURI_RISK_RULES": """
        [{"name": "burst", "currency": "ZAR", "measure": "count", "over": "10", "window": "3600", "action": "deny"}, \
         {"name": "spread", "currency": "EUR", "measure": "receivers", "over": "2", "window": "3600", "action": "flag"}, \
         {"name": "volume", "currency": "USD", "measure": "sum", "over": "100", "window": "3600", "action": "deny"}]
        """,
    ]), .serialized, .timeLimit(.minutes(2)))
struct RiskTests {
    @Test(
        "Payments at once on several partitions: as many as the rule allows, each other denied and flagged with an event"
    )
    func burst() async throws {
        let world = try World.here
        let client = try await Client(world)
        let account = try await client.make("hasty", as: .user, with: "1000.00 ZAR")
        let subscriber = try await Subscriber(world)
        let spend = WalletSpend(wallet: .id(account), money: try money("1.00 ZAR"), destination: .revenue)
        let ids = (0..<60).map { "burst \($0)" }
        try await client.send(ids.map { Request(spend, id: $0, key: $0) })
        let replies = try await client.replies(toAll: ids)
        #expect(replies.count { $0.isCommitted } == 10)
        #expect(replies.count { $0.error == .riskDenied } == 50)
        let events = try await subscriber.wait(for: 60)
        let flags = try events.filter { $0.routingKey == "risk.flagged" }.map { try $0.outcome() }
        #expect(
            flags.count == 50
                && flags.allSatisfy { $0.text("flag.action") == "deny" && $0.text("flag.rules.0") == "burst" })
        let denied = Set(replies.filter { !$0.isCommitted }.compactMap(\.id))
        #expect(Set(flags.compactMap { $0.text("flag.command.id") }) == denied)
        #expect(
            try await world.row(
                "count(*), count(DISTINCT message_id), count(transaction_id)",
                of: "risk_flags WHERE action = 'deny' AND account_id = \(account.number)")
                == "50 50 0")
        // The answer is kept, and so is the flag: the same message raises no other one.
        let again = try await client.call(Request(spend, id: try #require(denied.first)))
        #expect(again.isReplay && again.error == .riskDenied)
        #expect(try await world.count("SELECT count(*) FROM risk_flags WHERE account_id = \(account.number)") == 50)
        #expect(try await world.audit().problems == [])
    }

    @Test("A wallet that pays many different ones is flagged, and pays")
    func receivers() async throws {
        let world = try World.here
        let client = try await Client(world)
        let subscriber = try await Subscriber(world)
        let account = try await client.make("generous", as: .user, with: "100.00 EUR")
        for index in 0..<3 { try await client.make("friend-\(index)", as: .user, with: "1.00 EUR") }
        var replies: [Reply] = []
        for index in [0, 1, 1, 0, 2] {
            let transfer = WalletTransfer(
                from: .id(account), to: try wallet(of: "friend-\(index)"), money: try money("1.00 EUR"))
            replies.append(try await client.call(transfer, key: "\(replies.count)"))
        }
        #expect(replies.allSatisfy { $0.isCommitted })
        #expect(replies.dropLast().allSatisfy { $0.document["flags"] == nil })
        let flag = try #require(replies.last?.text("flags.0.id"))
        #expect(replies.last?.text("flags.0.rules.0") == "spread")
        let event = try await subscriber.first { $0.routingKey == "risk.flagged" }.outcome()
        #expect(event.text("flag.id") == flag)
        #expect(event.text("flag.transaction") == replies.last?.transaction?.description)
        #expect(try await world.audit().problems == [])
    }

    @Test(
        "The sum within the window counts all ways out, and what is denied does not count; a linked batch falls with it"
    )
    func sum() async throws {
        let world = try World.here
        let client = try await Client(world)
        let account = try await client.make("steady", as: .user, with: "1000.00 USD")
        func spend(_ amount: String) throws -> WalletSpend {
            WalletSpend(wallet: .id(account), money: try money(amount), destination: .revenue)
        }
        try #require(try await client.call(spend("60.00 USD"), key: "a").isCommitted)
        let linked = Request(batch: [(nil, try spend("10.00 USD")), (nil, try spend("30.01 USD"))], isLinked: true)
        #expect(try await client.call(linked).outcomes.map(\.error) == [.linkedFailed, .riskDenied])
        #expect(try await client.call(spend("40.01 USD"), key: "b").error == .riskDenied)
        #expect(try await client.call(spend("40.00 USD"), key: "c").isCommitted)
        #expect(try await client.call(spend("0.01 USD"), key: "d").error == .riskDenied)
        #expect(try await world.count("SELECT count(*) FROM risk_flags WHERE account_id = \(account.number)") == 3)
        #expect(try await world.count("SELECT posted FROM accounts WHERE id = \(account.number)") == 90_000)
        #expect(try await world.audit().problems == [])
    }
}
