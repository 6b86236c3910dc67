import Contracts
import RabbitMQ
import TestWorld
import Testing

/// A command's trace goes with its reply, its event, its dead letter, and into the log.
@Suite("Traces", .world(settings: ["KAURI_LOG_LEVEL": "debug"]), .serialized, .timeLimit(.minutes(2)))
struct TraceTests {
    private static let rest = "b7ad6b7169203331-01"

    /// A trace of its own for each command.
    private func trace(_ number: Int) -> (id: String, parent: String) {
        let id = "0af7651916cd43dd8448eb211c8031" + String(10 + number)
        return (id, "00-\(id)-\(Self.rest)")
    }

    private func register(_ id: String, _ parent: String?, body: String? = nil) -> Request {
        Request(type: "party.register", id: id, body ?? #"{"party":"\#(id)","party_type":"guest","name":"T"}"#).with {
            if let parent { $0.headers["traceparent"] = .string(parent) }
        }
    }

    @Test("In the reply and the event, also when it is answered again")
    func replyAndEvent() async throws {
        let world = try World.here
        let client = try await Client(world)
        let subscriber = try await Subscriber(world)
        let (_, parent) = trace(1)
        let reply = try await client.call(register("traced", parent))
        #expect(reply.isCommitted && reply.traceparent == parent)
        let event = try await subscriber.first { $0.id == reply.event }
        #expect(event.header("traceparent") == parent)
        // The trace is no part of the content: whoever repeats a command has a trace of their own.
        let again = try await client.call(register("traced", trace(2).parent))
        #expect(again.isReplay && again.traceparent == trace(2).parent)
        let inBody = #"{"party":"t-3","party_type":"guest","name":"T","traceparent":"\#(trace(3).parent)"}"#
        #expect(try await client.call(register("t-3", nil, body: inBody)).traceparent == trace(3).parent)
        let batch = Request(batch: [
            (nil, PartyRegister(party: try party("t-4"), partyType: .guest, name: "T", kycLevel: 0))
        ])
        let answered = try await client.call(batch.with { $0.headers["traceparent"] = .string(trace(4).parent) })
        #expect(answered.outcomes.count == 1 && answered.traceparent == trace(4).parent)
        let told = try await subscriber.first { try $0.outcome().text("party.id") == "t-4" }
        #expect(told.header("traceparent") == trace(4).parent)
        await client.close()
        await subscriber.close()
    }

    @Test(
        "An ill-formed one is as good as none",
        arguments: [
            "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
            "ff-\(String(repeating: "a", count: 32))-\(Self.rest)", "x", "",
        ])
    func malformed(parent: String) async throws {
        let world = try World.here
        let client = try await Client(world)
        let subscriber = try await Subscriber(world)
        let reply = try await client.call(register(Request.newID(), parent))
        #expect(reply.isCommitted && reply.traceparent == nil)
        let event = try await subscriber.first { $0.id == reply.event }
        #expect(event.properties.headers["traceparent"] == nil)
        await client.close()
        await subscriber.close()
    }

    @Test("Of a version to come the known part goes on")
    func future() async throws {
        let client = try await Client(try World.here)
        let (id, _) = trace(5)
        let reply = try await client.call(register("future", "cc-\(id)-b7ad6b7169203331-03-more"))
        #expect(reply.isCommitted && reply.traceparent == "00-\(id)-\(Self.rest)")
        await client.close()
    }

    @Test("In the log of what was refused, could not be read, or was given up; and in the dead letter")
    func logs() async throws {
        let world = try World.here
        let client = try await Client(world)
        let letters = try await Subscriber(world, to: .deadLetters)
        let refused = try await client.call(
            Request(type: "party.update", id: "nobody", #"{"party":"nobody","name":"N"}"#).with {
                $0.headers["traceparent"] = .string(trace(6).parent)
            })
        #expect(refused.error == .partyNotFound && refused.traceparent == trace(6).parent)
        let unread = try await client.call(register("unread", trace(7).parent, body: "{nope"))
        #expect(unread.error == .malformedJSON && unread.traceparent == trace(7).parent)
        try await client.send([register("given up", trace(8).parent, body: "{nope").unanswered])
        let letter = try await letters.wait(for: 1)[0]
        #expect(letter.header("traceparent") == trace(8).parent)
        for (number, id, reason) in [
            (6, "nobody", "party_not_found"), (7, "unread", "malformed_json"), (8, "given up", "malformed_json"),
        ] {
            try await eventually("the log does not tell of \(id)") {
                try await world.service.logText.split(separator: "\n").contains { line in
                    ["\"\(trace(number).id)\"", "\"\(id)\"", "\"\(reason)\""].allSatisfy(line.contains)
                }
            }
        }
        await client.close()
        await letters.close()
    }

    @Test("In the answer to a query")
    func query() async throws {
        let world = try World.here
        let caller = BrokerCaller(configuration: world.broker, logger: world.logger)
        var properties = MessageProperties(contentType: "application/json", messageID: "q", type: "party.list")
        properties.headers = ["traceparent": .string(trace(9).parent)]
        let answer = try await caller.call(
            OutgoingMessage(
                exchange: "", routingKey: LedgerTopology.queries, properties: properties, body: Array("{}".utf8)),
            timeout: .seconds(20))
        #expect(answer.properties.headers["traceparent"]?.string == trace(9).parent)
        await caller.close()
    }
}

extension Reply {
    /// The trace that it carries.
    fileprivate var traceparent: String? { properties.headers["traceparent"]?.string }
}
