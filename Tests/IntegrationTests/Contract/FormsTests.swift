import Contracts
import RabbitMQ
import TestWorld
import Testing

/// The forms in which a command may come, and what every answer to it has.
@Suite("Forms of messages", .world(), .serialized, .timeLimit(.minutes(2)))
struct FormsTests {
    static let register = #"{"party":"%","party_type":"guest","name":"Amara"}"#

    /// The same command in each form that the contract allows; `%` stands for the party.
    static let forms: [(name: String, make: @Sendable (String) -> Request)] = [
        ("plain JSON", { Request(type: "party.register", body($0)) }),
        (
            "plain JSON without a content type",
            { Request(type: "party.register", body($0)).with { $0.contentType = nil } }
        ),
        (
            "CloudEvents binary, ce-",
            {
                let id = $0
                return Request(type: nil, id: nil, body(id)).with {
                    $0.headers = [
                        "ce-specversion": "1.0", "ce-id": .string(id), "ce-type": "party.register",
                        "ce-source": "/test",
                    ]
                    $0.correlationID = "correlated"
                }
            }
        ),
        (
            "CloudEvents binary, cloudEvents:",
            {
                let id = $0
                return Request(type: nil, id: nil, body(id)).with {
                    $0.headers = ["cloudEvents:id": .string(id), "cloudEvents:type": "party.register"]
                    $0.correlationID = "correlated"
                }
            }
        ),
        (
            "CloudEvents binary, cloudEvents_",
            {
                let id = $0
                return Request(type: nil, id: nil, body(id)).with {
                    $0.headers = ["cloudEvents_id": .string(id), "cloudEvents_type": "party.register"]
                    $0.correlationID = "correlated"
                }
            }
        ),
        (
            "CloudEvents structured",
            {
                Request(
                    type: nil, id: nil,
                    #"{"specversion":"1.0","id":"\#($0)","type":"party.register","source":"/test","subject":"x","#
                        + #""time":"2026-01-01T00:00:00Z","datacontenttype":"application/json","myextension":"y","#
                        + #""data":\#(body($0))}"#
                ).with {
                    $0.contentType = "application/cloudevents+json; charset=utf-8"
                    $0.correlationID = "correlated"
                }
            }
        ),
    ]

    private static func body(_ party: String) -> String { register.replacing("%", with: party) }

    @Test("Every form is carried out", arguments: forms.indices)
    func form(index: Int) async throws {
        let client = try await Client(try World.here)
        let name = "form-\(index)"
        let request = Self.forms[index].make(name)
        let reply = try await client.call(request)
        #expect(reply.isCommitted, "\(Self.forms[index].name): \(reply.body.text)")
        #expect(reply.text("party.id") == name)
        #expect(reply.type == "party.register")
        #expect(reply.id == request.properties.messageID ?? name)
        #expect(reply.properties.correlationID == request.properties.correlationID ?? request.properties.messageID)
        #expect(reply.properties.contentType == "application/json")
        #expect(reply.properties.type == "reply")
        let again = try await client.call(request)
        #expect(again.isReplay)
        await client.close()
    }

    @Test("Without a correlation id the message id is one; without reply_to there is no reply, but an outcome")
    func correlation() async throws {
        let world = try World.here
        let client = try await Client(world)
        let command = PartyRegister(party: try party("silent"), partyType: .host, name: "S", kycLevel: 1)
        try await client.send([Request(command, id: "silent", key: "same").unanswered])
        let asked = Request(command, id: "silent", key: "same").with { $0.correlationID = "mine" }
        let reply = try await client.call(asked)
        #expect(reply.isReplay && reply.isCommitted)
        #expect(reply.properties.correlationID == "mine")
        #expect(await client.repliesSoFar(to: "silent").isEmpty)
        await client.close()
    }

    @Test("Direct reply-to is answered")
    func directReplyTo() async throws {
        let world = try World.here
        let caller = BrokerCaller(configuration: world.broker, logger: world.logger)
        let message = OutgoingMessage(
            exchange: LedgerTopology.commands, routingKey: "direct",
            properties: MessageProperties(
                contentType: "application/json", messageID: "direct", type: "party.register"),
            body: Array(Self.body("direct").utf8))
        let delivery = try await caller.call(message, timeout: .seconds(20))
        #expect(try Document(delivery.body).text("status") == "committed")
        await caller.close()
    }

    @Test("A person's actor and trace are told in the outcome and kept")
    func envelope() async throws {
        let world = try World.here
        let client = try await Client(world)
        let subscriber = try await Subscriber(world)
        let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        let request = Request(
            type: "party.register",
            #"{"party":"traced","party_type":"guest","name":"T","actor":{"id":"admin-1","role":"admin"},"#
                + #""metadata":{"channel":"app"}}"#
        ).with { $0.headers["traceparent"] = .string(trace) }
        let reply = try await client.call(request)
        #expect(reply.text("command.actor.id") == "admin-1" && reply.text("command.actor.role") == "admin")
        #expect(reply.text("metadata.channel") == "app")
        let event = try await subscriber.first { $0.id == reply.event }
        #expect(event.header("traceparent") == trace)
        let kept = try await world.count(
            "SELECT count(*) FROM outcomes WHERE actor_id = 'admin-1' AND actor_role = 'admin' AND traceparent = '\(trace)'"
        )
        #expect(kept == 1)
        await client.close()
        await subscriber.close()
    }
}
