import Contracts
import Foundation
import Postgres
import RabbitMQ
import TestWorld
import Testing

/// The other doors: HTTP, the broker, long polls; and what stands behind them all.
@Suite(.world()) struct DoorTests {
    @Test func whatIsSentOverHTTPArrives() async throws {
        let world = try World.here
        let service = try await world.messaging()
        let token = try await world.token("http.ida")
        let jon = try await Talker.connect("http.jon", to: service, in: world)
        let one = try await service.http(
            "POST", "/v1/messages/send", #"{"id":"a","to":{"person":"http.jon"},"body":"one"}"#, token: token)
        #expect(one.status == 201)
        let id = try #require(one.document?.text("message"))
        _ = try await jon.first("message") { $0.text("id") == id }
        let bulk = try await service.http(
            "POST", "/v1/messages/bulk",
            #"{"messages":[{"id":"b","to":{"person":"http.jon"},"body":"two"},{"id":"c"},{"id":"d","to":{"person":"http.jon"},"body":"three"}]}"#,
            token: token)
        #expect(
            bulk.document?.objects("results").compactMap { $0.text("status") } == ["accepted", "refused", "accepted"])
        try await eventually("three messages") { await jon.bodies.count == 3 }
        let wrong = try await service.http("POST", "/v1/messages/send", "{", token: token)
        #expect(wrong.status == 400 && wrong.document?.text("code") == "malformed_json")
        let stats = try await service.http("GET", "/v1/stats", token: world.token("ops", .admin))
        #expect(stats.document?.text("priorities.normal.accepted") != nil)
    }

    @Test func aLongPollComesBackWithTheMessage() async throws {
        let world = try World.here
        let service = try await world.messaging()
        let token = try await world.token("poll.kim")
        async let answer = service.http(
            "GET", "/v1/messages/queue/poll.kim?cursor=0&wait=15", token: token, patience: 20)
        let lea = try await Talker.connect("poll.lea", to: service, in: world)
        try await lea.send("wake up", to: "poll.kim")
        let page = try await answer
        #expect(page.document?.objects("records").first?.text("body") == "wake up")
        let cursor = try #require(page.document?.text("cursor"))
        let ack = try await service.http(
            "POST", "/v1/messages/ack", #"{"device":"poll","cursor":"\#(cursor)"}"#, token: token)
        #expect(ack.status == 204)
        try await eventually("the acknowledgement is not kept") {
            let next = try await service.http("GET", "/v1/messages/queue/poll.kim?device=poll", token: token)
            return next.document?.objects("records").isEmpty == true && next.document?.text("cursor") != "0"
        }
    }

    @Test func applicationsSendThroughTheBroker() async throws {
        let world = try World.here
        let service = try await world.messaging()
        let max = try await Talker.connect("inbound.max", to: service, in: world)
        let caller = BrokerCaller(configuration: world.broker.named("test app"), logger: world.logger)
        func send(_ type: String?, _ body: String) async throws -> Document {
            var properties = MessageProperties(contentType: "application/json", messageID: Request.newID(), type: type)
            properties.userID = world.broker.user
            let message = OutgoingMessage(
                exchange: MessagingTopology.inbound, routingKey: "high", properties: properties, body: Array(body.utf8))
            return try Document(try await caller.call(message, timeout: .seconds(15)).body)
        }
        let one = try await send(nil, #"{"id":"1","to":{"person":"inbound.max"},"kind":"notification","body":"paid"}"#)
        #expect(one.text("results.0.status") == "accepted")
        let bulk = try await send(
            "message.bulk",
            #"{"messages":[{"id":"2","to":{"person":"inbound.max"},"from":"inbound.nat","body":"hi"},{"id":"3"}]}"#)
        #expect(bulk.objects("results").compactMap { $0.text("status") } == ["accepted", "refused"])
        try await eventually("two messages") { await max.bodies == ["paid", "hi"] }
        #expect(try await send("message.shout", "{}").text("results.0.error.code") == "unknown_type")
        await caller.close()
    }

    /// Many full batches are on their way to the store at once; what one sender says stays in its order all the same.
    @Test func muchThatComesTogetherIsStoredInItsOrder() async throws {
        let world = try World.here
        _ = try await world.messaging()
        let publisher = BrokerPublisher(configuration: world.broker.named("test app"), logger: world.logger)
        let bulks = (0..<20).map { bulk in
            let list = (0..<500).map { number in
                let text = "\(bulk * 500 + number)"
                return #"{"id":"order-\#(text)","to":{"person":"order.ida"},"kind":"notification","body":"\#(text)"}"#
            }
            var properties = MessageProperties(contentType: "application/json", type: "message.bulk")
            properties.userID = world.broker.user
            return OutgoingMessage(
                exchange: MessagingTopology.inbound, routingKey: "normal", properties: properties,
                body: Array(#"{"messages":[\#(list.joined(separator: ","))]}"#.utf8))
        }
        _ = try await publisher.publish(bulks)
        await publisher.close()
        try await eventually("not everything is stored", within: .seconds(60)) {
            try await world.count("SELECT count(*) FROM messaging.log WHERE stream = 'i:order.ida'") == 10_000
        }
        let inOrder = "SELECT string_agg(body, ',' ORDER BY position) FROM messaging.log WHERE stream = 'i:order.ida'"
        let stored = try await world.withOwner { try await $0.run(Statement(inOrder))[0].text(0) }
        #expect(stored == (0..<10_000).map { "\($0)" }.joined(separator: ","))
    }

    @Test func conversationsHaveMembers() async throws {
        let world = try World.here
        let service = try await world.messaging()
        let token = try await world.token("group.ola")
        let made = try await service.http(
            "POST", "/v1/conversations",
            #"{"id":"trip","title":"Trip","members":[{"person":"group.ola","role":"owner"},{"person":"group.pia","role":"member"}]}"#,
            token: token)
        #expect(made.status == 200, "\(String(describing: made.document?.object))")
        let ola = try await Talker.connect("group.ola", to: service, in: world)
        let pia = try await Talker.connect("group.pia", to: service, in: world)
        let quin = try await Talker.connect("group.quin", to: service, in: world)
        try await ola.say(#"{"type":"send","id":"1","to":{"conversation":"trip"},"body":"packed?"}"#)
        #expect(try await pia.first("message").text("stream") == "c:trip")
        try await quin.say(#"{"type":"send","id":"1","to":{"conversation":"trip"},"body":"me too"}"#)
        #expect(try await quin.first("refused").text("code") == "not_a_member")
        let joined = try await service.http(
            "POST", "/v1/conversations/trip/members", #"{"members":[{"person":"group.quin","role":"member"}]}"#,
            token: token)
        #expect(joined.status == 200, "\(String(describing: joined.document?.object))")
        _ = try await quin.first("conversation")
        try await quin.say(#"{"type":"send","id":"2","to":{"conversation":"trip"},"body":"me too"}"#)
        _ = try await quin.first("accepted")
        _ = try await ola.first("message") { $0.text("body") == "me too" }
        let history = try await service.http("GET", "/v1/conversations/trip/messages", token: token)
        #expect(history.status == 200, "\(String(describing: history.document?.object))")
    }
}
