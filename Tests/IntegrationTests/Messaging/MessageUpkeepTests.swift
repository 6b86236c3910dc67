import Contracts
import RabbitMQ
import TestWorld
import Testing

/// What follows the log: search, offers of notifications that nobody has acknowledged, and forgetting.
@Suite(
    "Behind the log of messages",
    .world(settings: ["KAURI_OFFLINE_AFTER": "1s", "KAURI_MESSAGE_RETENTION": "1s", "KAURI_ROLES": "messages"]),
    .serialized, .timeLimit(.minutes(2)))
struct MessageUpkeepTests {
    @Test("Words are found soon after, by those whose messages they are; edits and deletions count")
    func search() async throws {
        let world = try World.here
        let desk = try await PersistDesk(world)
        let asker = MessageAsker(world)
        let stream = MessageStream.conversation(try direct("lulu", "musa"))
        let messages = try ["karibu Zanzibar", "karibu Mombasa", "kwaheri"].enumerated().map {
            try message("w\($0.offset)", from: "lulu", to: stream, $0.element, pair: ["lulu", "musa"])
        }
        try await desk.send(messages.map { .message($0) })
        try await desk.waitForRecords(3)
        func hits(_ text: String, _ person: String = "musa") async throws -> [String?] {
            try await asker.ask(MessageSearch(person: try party(person), text: text)).objects("items").map {
                $0.text("body")
            }
        }
        try await eventually("nothing is found") {
            try await hits("KARIBU") == ["karibu Mombasa", "karibu Zanzibar"]
        }
        #expect(try await hits("karibu -zanzibar") == ["karibu Mombasa"])
        #expect(try await hits("karibu", "asha") == [])
        let edit = MessageEdit(
            message: messages[0].id, sender: messages[0].sender, stream: stream, number: 1, body: "karibu Lamu",
            sentAt: messages[0].sentAt)
        let deletion = MessageDeletion(
            message: messages[1].id, sender: messages[1].sender, stream: stream, sentAt: messages[1].sentAt)
        try await desk.send([.amendment(.edit(edit)), .amendment(.deletion(deletion))])
        try await eventually("the edit is not found") { try await hits("lamu") == ["karibu Lamu"] }
        #expect(try await hits("zanzibar") == [])
        #expect(try await hits("mombasa") == [])
        await desk.close()
    }

    @Test("A notification that no device has acknowledged is offered once on every way; others are not")
    func offers() async throws {
        let world = try World.here
        let desk = try await PersistDesk(world)
        let queue = "test.offline"
        let consumer = BrokerConsumer(
            configuration: world.broker.named("test offline"), queues: [queue], prefetch: 100,
            topology: Topology(
                exchanges: [.init(MessagingTopology.offline, type: "topic")],
                queues: [.init(queue, arguments: ["x-queue-type": "classic"])],
                bindings: [.init(exchange: MessagingTopology.offline, to: .queue(queue), routingKey: "#")]),
            logger: world.logger)
        try await consumer.connect()
        let (nia, obi) = (try party("nia"), try party("obi"))
        let missed = try message("n1", from: "vendor", to: .inbox(nia), "Your booking", kind: .notification)
        let seen = try message("n2", from: "vendor", to: .inbox(obi), "Your payout", kind: .notification)
        let chat = try message("n3", from: "vendor", to: .inbox(nia), "only chat")
        try await desk.send([.message(missed), .message(seen), .message(chat)])
        try await desk.waitForRecords(3)
        try await desk.send([.marker(.delivered(person: obi, device: "phone", upTo: await desk.head))])
        var offered: [Delivery] = []
        while offered.count < 3 {
            let batch = try await consumer.next(maximumCount: 10, maximumBytes: 1 << 20)
            offered += batch.deliveries
        }
        #expect(Set(offered.map(\.routingKey)) == ["email", "push", "sms"] && offered.count == 3)
        #expect(offered.allSatisfy { $0.properties.messageID?.hasPrefix(missed.id.text) == true })
        #expect(try Document(offered[0].body).text("person") == "nia")
        try await eventually("an offer is left") { try await world.count("SELECT count(*) FROM messaging.offers") == 0 }
        await consumer.cancelAndClose()
        await desk.close()
    }

    @Test("What a message said is forgotten after its time; its position stays")
    func forgetting() async throws {
        let world = try World.here
        let desk = try await PersistDesk(world)
        let old = try message("old", from: "vendor", to: .everyone, "offer of 1970", expiresAt: 1_000_000)
        let kept = try message("kept", from: "vendor", to: .everyone, "for good")
        try await desk.send([.message(old), .message(kept)])
        try await desk.waitForRecords(2)
        try await eventually("it is still there", within: .seconds(30)) {
            try await world.count("SELECT count(*) FROM messaging.log WHERE body = 'offer of 1970'") == 0
        }
        #expect(try await world.count("SELECT count(*) FROM messaging.log WHERE body = 'for good'") == 1)
        #expect(try await world.gapInTheLog() == nil)
        let asker = MessageAsker(world)
        let position = try #require(await desk.records.first).position
        let read = try await asker.ask(LogRead(after: Position(position.number - 1), limit: 1))
        guard case .message(let told)? = try asker.records(of: read).first?.content else {
            Issue.record("no message: \(read.object)")
            return
        }
        #expect(told.id == old.id && told.body.isEmpty)
        await desk.close()
    }
}
