import Contracts
import RabbitMQ
import TestWorld
import Testing

/// What an operator does with messages that were given up.
@Suite("Dead letters", .world(), .serialized, .timeLimit(.minutes(4)))
struct DeadLettersTests {
    @Test("Are listed by reason again and again, in their order, and shown whole")
    func listAndShow() async throws {
        let desk = try await DeadLetterDesk(try World.here)
        let ids = try await desk.leaveSome()
        let forged = Request(type: "party.register", id: "forged", "{nope").unanswered.with {
            $0.headers = ["own": "kept", "x-kauri-user-id": "provider", "x-kauri-field": "money", "x-kauri-retries": 3]
        }
        try await desk.leave([forged])
        for _ in 0..<3 {
            let list = try await desk.list("--limit", "100")
            #expect(list.objects("letters").map { $0.text("id") } == ids + ["forged"])
            let counts = list.objects("reasons").map { [$0.text("reason"), $0.text("count")] }
            #expect(counts == [["malformed_json", "11"], ["missing_field", "10"], ["reply_to_forbidden", "10"]])
        }
        let part = try await desk.list("--reason", "missing_field", "--limit", "2", "--oldest")
        #expect(part.objects("letters").map { $0.text("id") } == ["missing_field 0", "missing_field 1"])
        // What a stranger says of the death of a message is not told as the service's word.
        let shown = try await desk.show("forged")
        #expect(shown.text("headers.own") == "kept" && shown.text("body") == "{nope")
        #expect(shown.text("publisher") == nil && shown.text("field") == nil && shown.text("retries") == "3")
        #expect(shown.text("routing_key") == "test" && shown.text("type") == "party.register")
        await #expect(throws: WorldError.self) { _ = try await desk.show("nobody") }
        await desk.close()
    }

    @Test("A retried letter is carried out and answered where it may be")
    func retry() async throws {
        let world = try World.here
        let desk = try await DeadLetterDesk(world)
        let events = try await Subscriber(world)
        let own = Request(type: "party.register", id: "own", DeadLetterDesk.register("own")).with {
            $0.replyTo = "victim"
            $0.userID = world.broker.user
            $0.headers = ["traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"]
        }
        try await desk.leave([own, Request(type: "party.register", id: "broken", "{nope").unanswered])
        try await world.kauri("dead-letters", "retry", "own")
        let event = try await events.wait(for: 1)[0]
        #expect(try event.outcome().id == "own" && event.outcome().subject == "broker:\(world.broker.user)")
        #expect(event.header("traceparent") == "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
        // What is still wrong comes back, and is counted.
        try await world.kauri("dead-letters", "retry", "--all")
        try await desk.waitForLetters(1)
        #expect(try await desk.show("broken").text("retries") == "1")
        await #expect(throws: WorldError.self) { try await world.kauri("dead-letters", "retry", "own") }
        await events.close()
        await desk.close()
    }

    @Test("A letter of another sender is not carried out twice")
    func foreignSender() async throws {
        let world = try World.here
        let desk = try await DeadLetterDesk(world)
        let bookings = try await desk.sender("bookings")
        let events = try await Subscriber(world)
        func command(_ id: String) -> Request {
            Request(type: "party.register", id: id, DeadLetterDesk.register(id)).with { $0.userID = bookings.user }
        }
        try await desk.leave(
            ["new", "again", "named"].map { command($0).with { $0.replyTo = "victim" } }, from: bookings)
        // Its sender has repeated it, with success.
        try await desk.publish([command("again").unanswered], from: bookings)
        try await events.wait(for: 1)
        await #expect(throws: WorldError.self) { try await world.kauri("dead-letters", "retry", "new", "again") }
        try await events.wait(for: 2)
        #expect(
            try await events.events.map { try $0.outcome().subject } == ["broker:\(bookings.user)", "broker:kauri"])
        #expect(try await desk.list().objects("letters").map { $0.text("id") } == ["again", "named"])
        // In the first sender's name the key is the same, and the outcome that there is answers.
        await #expect(throws: WorldError.self) {
            try await world.kauri("dead-letters", "retry", "--all", "--impersonate")
        }
        try await world.stack.run("rabbitmqctl", "-q", "set_user_tags", "kauri", "administrator", "impersonator")
        try await world.kauri("dead-letters", "retry", "--all", "--impersonate")
        try await world.stack.run("rabbitmqctl", "-q", "set_user_tags", "kauri", "administrator")
        try await events.wait(for: 3)
        #expect(try await events.events.last?.outcome().subject == "broker:\(bookings.user)")
        #expect(try await desk.list().objects("letters").isEmpty)
        #expect(try await world.count("SELECT count(*) FROM outcomes WHERE message_id = 'again'") == 1)
        await events.close()
        await desk.close()
    }

    @Test("What RabbitMQ gave up is there too, and goes back without the note of its death")
    func brokersOwn() async throws {
        let world = try World.here
        let desk = try await DeadLetterDesk(world)
        // A partition that no service consumes, with a limit that is reached at once.
        let queue = LedgerTopology.partition(98)
        let consumer = BrokerConsumer(
            configuration: world.broker, queues: [queue], prefetch: 1,
            topology: Topology(queues: [
                .init(
                    queue,
                    arguments: [
                        "x-queue-type": "quorum", "x-delivery-limit": 1,
                        "x-dead-letter-exchange": .string(LedgerTopology.deadLetters),
                    ])
            ]), logger: world.logger)
        try await consumer.connect()
        let request = Request(type: "party.register", id: "poison", DeadLetterDesk.register("poison")).with {
            $0.userID = world.broker.user
            $0.headers = ["own": "kept"]
        }
        try await desk.publish(
            OutgoingMessage(exchange: "", routingKey: queue, properties: request.properties, body: request.body))
        for _ in 0..<2 {
            let batch = try await consumer.next(maximumCount: 1, maximumBytes: 1)
            await consumer.requeue(batch.deliveries.map(\.tag), epoch: batch.epoch)
        }
        try await desk.waitForLetters(1)
        let shown = try await desk.show("poison")
        #expect(shown.text("reason") == "delivery_limit" && shown.text("queue") == queue)
        #expect(shown.text("publisher") == world.broker.user && shown.text("headers.own") == "kept")
        try await world.kauri("dead-letters", "retry", "--reason", "delivery_limit")
        let back = try await consumer.next(maximumCount: 1, maximumBytes: 1).deliveries[0]
        #expect(back.properties.messageID == "poison" && back.properties.userID == world.broker.user)
        #expect(back.properties.headers == ["own": "kept", "x-kauri-retries": 1])
        #expect(try await desk.list().objects("letters").isEmpty)
        await consumer.cancelAndClose()
        await desk.close()
    }

    @Test("Killed in the middle of a retry, nothing is lost and nothing is carried out twice")
    func killed() async throws {
        let world = try World.here
        let desk = try await DeadLetterDesk(world)
        let events = try await Subscriber(world)
        let ids = (0..<6_000).map { "killed \($0)" }
        try await desk.leave(
            ids.enumerated().map { number, id in
                Request(type: "party.register", id: id, DeadLetterDesk.register("k-\(number)")).with {
                    $0.replyTo = "victim"
                }
            })
        try await world.kauriKilled(["dead-letters", "retry", "--all"]) { await events.arrived > 1_000 }
        let left = try await desk.list("--limit", "10000").objects("letters").compactMap { $0.text("id") }
        #expect((1..<6_000).contains(left.count), "it was not in the middle: \(left.count) letters are left")
        #expect(left == Array(ids.suffix(left.count)))
        try await world.kauri("dead-letters", "retry", "--all")
        try await events.wait(for: 6_000, within: .seconds(60))
        let counts = await events.counts
        #expect(counts.count == 6_000 && counts.values.allSatisfy { $0 == 1 })
        #expect(try await world.count("SELECT count(*) FROM outcomes WHERE message_id LIKE 'killed %'") == 6_000)
        #expect(try await desk.list().objects("letters").isEmpty)
        await events.close()
        await desk.close()
    }

    @Test("Every other one of many is discarded, and the others stay in their order")
    func discardMany() async throws {
        let world = try World.here
        let desk = try await DeadLetterDesk(world)
        let requests = (0..<2_000).map { number in
            Request(type: "party.register", id: "many \(number)", number % 2 == 0 ? "{nope" : "{}").unanswered
        }
        try await desk.leave(requests)
        let gone = try await desk.run("discard", "--reason", "missing_field", "--yes")
        #expect(gone.objects("discarded").count == 1_000)
        let left = try await desk.list("--limit", "2000").objects("letters").compactMap { $0.text("id") }
        #expect(left == (0..<1_000).map { "many \(2 * $0)" })
        await desk.close()
    }

    @Test("Only what is named is discarded, and only when told so")
    func discard() async throws {
        let world = try World.here
        let desk = try await DeadLetterDesk(world)
        let ids = try await desk.leaveSome()
        await #expect(throws: WorldError.self) { try await world.kauri("dead-letters", "discard", "--all") }
        let gone = try await desk.run("discard", "--reason", "missing_field", "--yes")
        #expect(gone.objects("discarded").count == 10)
        _ = try await desk.run("discard", ids[0], "--yes")
        await #expect(throws: WorldError.self) {
            try await world.kauri("dead-letters", "discard", ids[0], "--yes")
        }
        let left = try await desk.list("--limit", "100").objects("letters").compactMap { $0.text("id") }
        #expect(left == ids.dropFirst().filter { !$0.hasPrefix("missing_field") })
        _ = try await desk.run("discard", "--all", "--yes")
        #expect(try await desk.list().text("waiting") == "0")
        await desk.close()
    }
}
