import Contracts
import TestWorld
import Testing

/// What the ledger announces.
@Suite(
    "Events", .world(settings: ["KAURI_PARTITIONS": "4", "KAURI_LANES": "4"]), .serialized, .timeLimit(.minutes(2)))
struct EventsTests {
    @Test("Every committed command has one CloudEvent, refused ones have none")
    func oneEach() async throws {
        let world = try World.here
        let client = try await Client(world)
        let subscriber = try await Subscriber(world)
        let from = try await client.makeGuest("one", with: "100.00 ZAR")
        let to = try await client.makeGuest("two", with: "100.00 ZAR")
        let transfer = WalletTransfer(from: .id(from), to: .id(to), money: try money("10.00 ZAR"), reference: "BK-7")
        let committed = try await client.call(transfer)
        let refused = try await client.call(
            WalletTransfer(from: .id(from), to: .id(to), money: try money("1000.00 ZAR")))
        #expect(refused.error == .insufficientFunds && refused.event == nil)
        try await client.deposit("1.00 ZAR", to: "one")
        let events = try await subscriber.wait(for: 6)
        #expect(await subscriber.counts.values.allSatisfy { $0 == 1 })
        let event = try #require(events.first { $0.id == committed.event })
        #expect(event.routingKey == "wallet.transferred")
        #expect(event.attribute("specversion") == "1.0")
        #expect(event.attribute("type") == "kauri.wallet.transferred")
        #expect(event.attribute("source") == "/kauri/ledger")
        #expect(event.attribute("subject") == from.description)
        #expect(event.attribute("time") == committed.text("at"))
        #expect(event.properties.messageID == committed.event)
        #expect(event.properties.contentType == "application/json")
        #expect(event.properties.isPersistent)
        let outcome = try event.outcome()
        #expect(outcome.transaction == committed.transaction)
        #expect(outcome.text("transaction.reference") == "BK-7")
        #expect(outcome.account(to.description)?.text("available") == "110.00")
        #expect("{\"replayed\":false,\(event.body.text.dropFirst())" == committed.body.text)
        await client.close()
        await subscriber.close()
    }

    @Test("A wallet's events carry its versions without a gap, whatever partition they come from")
    func versions() async throws {
        let world = try World.here
        let client = try await Client(world)
        let subscriber = try await Subscriber(world)
        let wallet = try await client.makeGuest("versioned", with: "1000.00 ZAR")
        let spend = WalletSpend(wallet: .id(wallet), money: try money("1.00 ZAR"), destination: .revenue)
        // Half of them under one ordering key, half under keys of their own.
        let ids = (0..<400).map { "spend \($0)" }
        try await client.send(ids.enumerated().map { Request(spend, id: $1, key: $0 % 2 == 0 ? "same" : $1) })
        let replies = try await client.replies(toAll: ids)
        let versions = replies.compactMap { $0.accounts.first?.text("version").flatMap(Int.init) }
        #expect(versions.sorted() == Array(2...401))
        // Under one key, order of sending is order of commit.
        let same = stride(from: 0, to: 400, by: 2).map { versions[$0] }
        #expect(same == same.sorted())
        let events = try await subscriber.wait(for: 402).dropFirst(2)
        var seen: [Int] = []
        var lastOfKey = 0
        for event in events {
            let outcome = try event.outcome()
            let version = try #require(outcome.accounts.first?.text("version").flatMap(Int.init))
            seen.append(version)
            guard let number = outcome.id?.split(separator: " ").last.flatMap({ Int($0) }), number % 2 == 0 else {
                continue
            }
            #expect(version > lastOfKey, "events of one partition are in the order of its commits")
            lastOfKey = version
        }
        #expect(seen.sorted() == Array(2...401))
        await client.close()
        await subscriber.close()
    }

    @Test("A late subscriber reads the stream from its beginning")
    func log() async throws {
        let world = try World.here
        let committed = try await world.audit().committed
        let early = try await Subscriber(world, to: .log)
        try await early.wait(for: Int(committed))
        let again = try await Subscriber(world, to: .log)
        let events = try await again.wait(for: Int(committed))
        #expect(await again.counts == early.counts)
        #expect(await again.counts.count == Int(committed))
        #expect(events.allSatisfy { $0.attribute("specversion") == "1.0" })
        await early.close()
        await again.close()
    }

    @Test("Nothing is left in the outbox once all is announced")
    func outbox() async throws {
        let world = try World.here
        try await world.untilAnnounced()
    }
}
