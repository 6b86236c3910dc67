import Contracts
import TestWorld
import Testing

/// Holds whose time is over are ended by the service itself, through the same queues as everybody's commands.
@Suite("Expiry of holds", .world(settings: ["KAURI_SWEEP_INTERVAL": "100ms"]), .serialized, .timeLimit(.minutes(2)))
struct SweeperTests {
    @Test("The event names the hold and the amount released, and the money is there again")
    func expiry() async throws {
        let world = try World.here
        let client = try await Client(world)
        let subscriber = try await Subscriber(world)
        let wallet = try await client.makeGuest("sleeper", with: "100.00 ZAR")
        let host = try await client.makeGuest("sleeper-host", with: "1.00 ZAR")
        let placed = try await client.call(
            HoldPlace(wallet: .id(wallet), money: money("60.00 ZAR"), expiresIn: 1, reference: "BK-9"))
        let hold = try #require(placed.hold)
        #expect(placed.account("sleeper")?.text("available") == "40.00")
        let part = try await client.call(
            HoldCapture(hold: hold, to: .id(host), money: money("10.00 ZAR"), final: false))
        #expect(part.isCommitted, "\(part.body.text)")

        let event = try await subscriber.first { $0.routingKey == "hold.expired" }
        let outcome = try event.outcome()
        #expect(event.attribute("type") == "kauri.hold.expired")
        #expect(outcome.hold == hold)
        #expect(outcome.text("hold.state") == "expired")
        #expect(outcome.text("hold.released") == "50.00" && outcome.text("hold.captured") == "10.00")
        #expect(outcome.text("hold.amount") == "60.00" && outcome.text("hold.remaining") == "0.00")
        #expect(outcome.account("sleeper")?.text("held") == "0.00")
        #expect(outcome.account("sleeper")?.text("available") == "90.00")
        #expect(outcome.subject == "broker:\(world.broker.user)")
        let at = try #require(outcome.text("at").flatMap { Timestamp(rfc3339: $0) })
        let expiry = try #require(outcome.text("hold.expires_at").flatMap { Timestamp(rfc3339: $0) })
        #expect(at >= expiry && at < expiry.adding(seconds: 5))

        // What comes later is told why.
        let late = try await client.call(HoldCapture(hold: hold, to: .id(host)))
        #expect(late.error == .holdExpired)
        let again = try await client.call(HoldExpire(hold: hold))
        #expect(again.error == .holdExpired)
        #expect(try await client.call(HoldRelease(hold: hold)).error == .holdExpired)
        #expect(try await world.audit().problems == [])
    }

    @Test("Many at once, each exactly once, and none that is captured or released in time")
    func many() async throws {
        let world = try World.here
        let client = try await Client(world)
        let subscriber = try await Subscriber(world)
        let wallet = try await client.makeGuest("many", with: "300.00 ZAR")
        let place = HoldPlace(wallet: .id(wallet), money: try money("1.00 ZAR"), expiresIn: 2)
        let ids = (0..<300).map { "place \($0)" }
        try await client.send(ids.map { Request(place, id: $0, key: $0) })
        let holds = try await client.replies(toAll: ids).map { try #require($0.hold) }
        var requests: [Request] = []
        for (index, hold) in holds.prefix(200).enumerated() {
            let command: any Command =
                index.isMultiple(of: 2)
                ? HoldCapture(hold: hold, to: .system(.revenue, currency: "ZAR"), final: true) : HoldRelease(hold: hold)
            requests.append(Request(command, id: "end \(index)", key: "end \(index)"))
        }
        try await client.send(requests)
        let ended = try await client.replies(toAll: requests.compactMap(\.properties.messageID))
        let inTime = ended.count { $0.isCommitted }
        try await eventually("holds are still pending") {
            try await world.count("SELECT count(*) FROM holds WHERE state = 'pending'") == 0
        }
        let expired = 300 - inTime
        try await subscriber.wait(for: 2 + 300 + inTime + expired)
        let events = await subscriber.events.filter { $0.routingKey == "hold.expired" }
        #expect(events.count == expired)
        let named = try events.map { try $0.outcome().hold }
        #expect(Set(named).count == expired)
        #expect(try await world.audit().problems == [])
        #expect(try await world.count("SELECT held FROM accounts WHERE owner = 'many'") == 0)
    }

    @Test("A hold that is far from its end cannot be expired")
    func tooEarly() async throws {
        let client = try await Client(try World.here)
        let wallet = try await client.makeGuest("early", with: "10.00 ZAR")
        let placed = try await client.call(HoldPlace(wallet: .id(wallet), money: money("1.00 ZAR"), expiresIn: 3_600))
        let reply = try await client.call(HoldExpire(hold: try #require(placed.hold)))
        #expect(reply.error == .holdNotExpired && reply.isRetriable == true)
    }

    @Test(
        "Shortly before its end a hold is told of once, and its owner is notified; one that is released first, or was short, is not"
    )
    func warned() async throws {
        try await World.with(
            WorldPlan(settings: ["KAURI_SWEEP_INTERVAL": "100ms", "KAURI_HOLD_WARNING": "58s"]), purpose: "warning"
        ) { world in
            let service = try await world.messaging()
            let client = try await Client(world)
            let subscriber = try await Subscriber(world)
            let wallet = try await client.makeGuest("warned", with: "100.00 ZAR")
            let talker = try await Talker.connect("warned", to: service, in: world)
            func place(_ seconds: Int64, _ reference: String) async throws -> HoldID {
                let placed = try await client.call(
                    HoldPlace(
                        wallet: .id(wallet), money: money("5.00 ZAR"), expiresIn: seconds, reference: reference))
                return try #require(placed.hold)
            }
            _ = try await place(57, "short")
            let released = try await place(66, "released")
            #expect(try await client.call(HoldRelease(hold: released)).isCommitted)
            let hold = try await place(61, "BK-11")
            let later = try await place(68, "BK-12")

            let event = try await subscriber.first { $0.routingKey == "hold.expiring" }
            let outcome = try event.outcome()
            #expect(
                event.attribute("type") == "kauri.hold.expiring" && event.attribute("subject") == wallet.description)
            #expect(outcome.hold == hold && outcome.text("hold.state") == "pending")
            #expect(outcome.text("hold.remaining") == "5.00")
            let at = try #require(outcome.text("at").flatMap { Timestamp(rfc3339: $0) })
            let expiry = try #require(outcome.text("hold.expires_at").flatMap { Timestamp(rfc3339: $0) })
            #expect(at >= expiry.adding(seconds: -58) && at < expiry.adding(seconds: -48))
            let notice = try await talker.first("message") { $0.text("metadata.notice") == "hold_expiring" }
            #expect(notice.text("metadata.reference") == "BK-11")
            #expect(notice.text("body")?.contains("ZAR\u{A0}5.00") == true)

            // Many sweeps later another one is due, and nothing was told twice.
            let told = try await subscriber.first {
                $0.routingKey == "hold.expiring" && (try? $0.outcome().hold) == later
            }
            #expect(try told.outcome().text("hold.reference") == "BK-12")
            #expect(await subscriber.events.count { $0.routingKey == "hold.expiring" } == 2)
            #expect(try await world.count("SELECT count(*) FROM outcomes WHERE type = 'hold.warn'") == 2)
            #expect(try await client.call(HoldRelease(hold: hold)).isCommitted)
            #expect(try await world.audit().problems == [])
        }
    }
}
