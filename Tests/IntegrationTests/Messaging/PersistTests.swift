import Contracts
import Postgres
import RabbitMQ
import TestWorld
import Testing

/// Messages are stored once, at positions without gaps, and announced with them.
@Suite("Messages in the log", .world(), .serialized, .timeLimit(.minutes(2)))
struct PersistTests {
    @Test("Every record of a batch is stored in its order and announced with its position")
    func storedAndAnnounced() async throws {
        let world = try World.here
        let desk = try await PersistDesk(world)
        let before = try await world.count("SELECT position FROM messaging.head")
        let stream = MessageStream.conversation(try direct("asha", "ben"))
        let first = try message("1", from: "asha", to: stream, "Habari?", pair: ["asha", "ben"])
        let second = try message(
            "2", from: "ben", to: stream, "Nzuri! 🐚 \u{1F468}\u{200D}\u{1F469}", pair: ["asha", "ben"])
        let edit = MessageEdit(
            message: first.id, sender: first.sender, stream: stream, number: 1, body: "Habari yako?",
            sentAt: first.sentAt)
        try await desk.send([.message(first), .message(second), .amendment(.edit(edit))])
        try await desk.waitForRecords(3)
        let records = await desk.records
        #expect(records.map(\.position.number) == [before + 1, before + 2, before + 3])
        #expect(records.map(\.content) == [.message(first), .message(second), .amendment(.edit(edit))])
        #expect(Set(records.map(\.storedAt)).count == 1)
        #expect(await desk.head.number == before + 3)
        // The pair's conversation came with its first message.
        #expect(
            try await world.count(
                "SELECT count(*) FROM messaging.members WHERE conversation = '\(try direct("asha", "ben"))'") == 2)
        #expect(try await world.gapInTheLog() == nil)
        await desk.close()
    }

    @Test("The same again changes nothing; another content under the same id is a dead letter")
    func duplicates() async throws {
        let world = try World.here
        let desk = try await PersistDesk(world)
        let letters = try await Subscriber(world, to: .messagingDeadLetters)
        let stream = MessageStream.inbox(try party("carol"))
        let original = try message("dup", from: "vendor", to: stream, "one")
        let again = try message("dup", from: "vendor", to: stream, "one", sentAt: 1_800_000_009_000_000)
        let other = try message("dup", from: "vendor", to: stream, "two")
        let fine = try message("fine", from: "vendor", to: stream, "three")
        try await desk.send([.message(original)])
        try await desk.waitForRecords(1)
        try await desk.send([.message(again), .message(other), .message(again), .message(fine)])
        try await desk.waitForRecords(2)
        #expect(await desk.records.map(\.content) == [.message(original), .message(fine)])
        let letter = try #require(try await letters.wait(for: 1).first)
        #expect(letter.header("x-kauri-reason") == "idempotency_key_reused")
        #expect(try PersistBatch(body: letter.body).records == [.message(other)])
        #expect(try await world.count("SELECT count(*) FROM messaging.log WHERE body = 'two'") == 0)
        #expect(try await world.gapInTheLog() == nil)
        await letters.close()
        await desk.close()
    }

    @Test("What cannot be read, and what the database refuses, are dead letters; everything else is stored")
    func badOnes() async throws {
        let world = try World.here
        let desk = try await PersistDesk(world)
        let letters = try await Subscriber(world, to: .messagingDeadLetters)
        try await world.withOwner {
            try await $0.run(
                Statement(
                    once: "ALTER TABLE messaging.log ADD CONSTRAINT poison CHECK (body IS DISTINCT FROM 'poison')"))
        }
        let culprits: Set = [17, 23]
        let stream = MessageStream.topic(try #require(TopicName(text: "offers")))
        let messages = try (0..<40).map {
            try message("bad-\($0)", from: "vendor", to: stream, culprits.contains($0) ? "poison" : "fine \($0)")
        }
        try await desk.send([PersistDesk.message(Array("{nope".utf8))])
        try await desk.send(messages.map { .message($0) }, batchSize: 40)
        let dead = try await letters.wait(for: 3)
        #expect(dead.map { $0.header("x-kauri-reason") } == ["malformed_json", "internal_error", "internal_error"])
        try await desk.waitForRecords(38)
        let stored = await desk.records.map(\.content)
        #expect(stored == messages.enumerated().filter { !culprits.contains($0.offset) }.map { .message($0.element) })
        #expect(try await world.gapInTheLog() == nil)
        try await world.withOwner {
            try await $0.run(Statement(once: "ALTER TABLE messaging.log DROP CONSTRAINT poison"))
        }
        await letters.close()
        await desk.close()
    }

    @Test("Markers only move forward, and not beyond the log")
    func markers() async throws {
        let world = try World.here
        let desk = try await PersistDesk(world)
        let me = try party("asha")
        let stream = MessageStream.inbox(me)
        try await desk.send([.message(try message("m", from: "vendor", to: stream))])
        try await desk.waitForRecords(1)
        let head = await desk.head
        try await desk.send([
            .marker(.delivered(person: me, device: "phone", upTo: head)),
            .marker(.read(person: me, conversation: try direct("asha", "ben"), upTo: Position(1))),
        ])
        try await desk.waitForMarkers(2)
        try await desk.send([.marker(.delivered(person: me, device: "phone", upTo: Position(1)))])
        try await desk.send([.marker(.delivered(person: me, device: "tablet", upTo: Position(head.number + 1_000)))])
        try await desk.waitForMarkers(3)
        #expect(
            try await world.count("SELECT position FROM messaging.delivered WHERE device = 'phone'") == head.number)
        #expect(
            try await world.count("SELECT position FROM messaging.delivered WHERE device = 'tablet'") <= head.number)
        await desk.close()
    }

    @Test("The head is told every second, also to those who have heard nothing")
    func headTold() async throws {
        let world = try World.here
        let sender = try await PersistDesk(world)
        try await sender.send([
            .message(try message("told", from: "vendor", to: .everyone))
        ])
        try await sender.waitForRecords(1)
        let late = try await PersistDesk(world)
        try await late.waitForHead(await sender.head.number)
        #expect(await late.records.isEmpty)
        await late.close()
        await sender.close()
    }

    @Test("A writer that is frozen with the head in its hands is ended, and everybody else goes on")
    func frozenWriter() async throws {
        let world = try World.here
        let desk = try await PersistDesk(world)
        try await world.withServiceRole { frozen in
            try await frozen.run([.begin, Statement("SELECT FROM messaging.head FOR UPDATE")])
            try await desk.send([.message(try message("behind", from: "vendor", to: .everyone))])
            try await desk.waitForRecords(1, within: .seconds(30))
            await #expect(throws: PostgresError.self) { try await frozen.run(.commit) }
        }
        #expect(try await world.gapInTheLog() == nil)
        #expect(try await world.service.metric("kauri_message_writers_ended_total") ?? 0 >= 1)
        await desk.close()
    }
}
