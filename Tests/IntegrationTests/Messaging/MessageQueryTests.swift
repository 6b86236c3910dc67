import Contracts
import Postgres
import TestWorld
import Testing

/// What messaging-service and people are told about stored messages.
@Suite("Queries about messages", .world(), .serialized, .timeLimit(.minutes(2)))
struct MessageQueryTests {
    @Test("The log is read without a gap, page by page, and only by services")
    func log() async throws {
        let world = try World.here
        let desk = try await PersistDesk(world)
        let asker = MessageAsker(world)
        let start = Position(try await world.count("SELECT position FROM messaging.head"))
        let sent = try (0..<25).map { try message("log-\($0)", from: "asha", to: .everyone, "number \($0)") }
        try await desk.send(sent.map { .message($0) })
        try await desk.waitForRecords(25)
        var read: [LogRecord] = []
        while read.count < 25 {
            let answer = try await asker.ask(LogRead(after: read.last?.position ?? start, limit: 7))
            let records = try asker.records(of: answer)
            try #require(!records.isEmpty && records.count <= 7)
            #expect(try asker.position("head", of: answer).number == start.number + 25)
            read += records
        }
        #expect(read == (await desk.records))
        let person = try actor("asha", .user)
        #expect(try await asker.reply(to: LogRead(), as: person).text("error.code") == "forbidden")
        await desk.close()
    }

    @Test("A person's stream is what goes to them, their conversations, their topics and everyone, as it stands now")
    func stream() async throws {
        let world = try World.here
        let desk = try await PersistDesk(world)
        let asker = MessageAsker(world)
        let me = try party("neema")
        let start = Position(try await world.count("SELECT position FROM messaging.head"))
        try await world.withOwner {
            try await $0.run(
                Statement(
                    once: "INSERT INTO messaging.settings (person, version, topics) VALUES ('neema', 1, '{offers}')"))
        }
        let ours = MessageStream.conversation(try direct("neema", "omar"))
        let theirs = MessageStream.conversation(try direct("omar", "pendo"))
        let topic = try #require(TopicName(text: "offers"))
        let other = try #require(TopicName(text: "news"))
        let said = try message("s1", from: "omar", to: ours, "hello", pair: ["neema", "omar"])
        let taken = try message("s2", from: "omar", to: ours, "a mistake", pair: ["neema", "omar"])
        let mine = [
            said, taken, try message("s3", from: "vendor", to: .inbox(me)),
            try message("s4", from: "vendor", to: .topic(topic)),
            try message("s5", from: "vendor", to: .everyone),
            try message("s6", from: "vendor", to: .inbox(me), "over", expiresAt: 1_000_000),
        ]
        let others = [
            try message("o1", from: "omar", to: theirs, pair: ["omar", "pendo"]),
            try message("o2", from: "vendor", to: .topic(other)),
            try message("o3", from: "vendor", to: .inbox(try party("omar"))),
        ]
        let edit = MessageEdit(
            message: said.id, sender: said.sender, stream: ours, number: 2, body: "hello there", sentAt: said.sentAt)
        let early = MessageEdit(
            message: said.id, sender: said.sender, stream: ours, number: 1, body: "hello you", sentAt: said.sentAt)
        let deletion = MessageDeletion(message: taken.id, sender: taken.sender, stream: ours, sentAt: taken.sentAt)
        // The deletion and the later edit overtake what they are about; the earlier edit comes too late to count.
        try await desk.send(
            [.amendment(.deletion(deletion)), .amendment(.edit(edit))] + (mine + others).map { .message($0) }
                + [.amendment(.edit(early))])
        try await desk.waitForRecords(12)
        var now = said
        now.body = "hello there"
        let expected: [LogRecord.Content] =
            [.amendment(.deletion(deletion)), .amendment(.edit(edit)), .message(now)]
            + mine[2...4].map { .message($0) }
        for limit: Int64 in [1, 2, 500] {
            let read = try await asker.stream(of: me, after: start, by: limit)
            #expect(read.map(\.content) == expected, "by \(limit)")
        }
        // Far from the head each stream is asked for itself: the same answer.
        try await desk.send(
            try (0..<1_100).map {
                .message(try message("far-\($0)", from: "omar", to: theirs, pair: ["omar", "pendo"]))
            },
            batchSize: 500)
        try await desk.waitForRecords(12 + 1_100)
        #expect(try await asker.stream(of: me, after: start, by: 3).map(\.content) == expected)
        let until = try await asker.ask(StreamRead(person: me, after: start, until: Position(start.number + 2)))
        #expect(try asker.records(of: until).count == 2)
        #expect(try asker.position("next", of: until).number == start.number + 2)
        let stranger = try actor("omar", .user)
        #expect(try await asker.reply(to: StreamRead(person: me), as: stranger).text("error.code") == "forbidden")
        await desk.close()
    }

    @Test("A reader who follows while others write never skips a message")
    func neverSkips() async throws {
        let world = try World.here
        let desk = try await PersistDesk(world)
        let asker = MessageAsker(world)
        let me = try party("reader")
        let start = Position(try await world.count("SELECT position FROM messaging.head"))
        let writers = 4
        let each = 300
        let stream = MessageStream.inbox(me)
        let writing = Task {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<writers {
                    group.addTask {
                        for begin in stride(from: 0, to: each, by: 20) {
                            try await desk.send(
                                try (begin..<(begin + 20)).map {
                                    .message(try message("\(writer)-\($0)", from: "writer\(writer)", to: stream))
                                }, batchSize: 10)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        var cursor = start
        var read: [LogRecord] = []
        try await eventually("\(read.count) of \(writers * each) were read", within: .seconds(60)) {
            let answer = try await asker.ask(StreamRead(person: me, after: cursor, limit: 50))
            read += try asker.records(of: answer)
            cursor = try asker.position("next", of: answer)
            return read.count >= writers * each
        }
        try await writing.value
        #expect(read.count == writers * each)
        #expect(zip(read, read.dropFirst()).allSatisfy { $0.position < $1.position })
        #expect(
            try await world.count("SELECT count(*) FROM messaging.log WHERE stream = 'i:reader'") == Int64(read.count))
        await desk.close()
    }

    @Test("People, devices and conversations are told as they are")
    func state() async throws {
        let world = try World.here
        let desk = try await PersistDesk(world)
        let asker = MessageAsker(world)
        let (zuri, yusuf) = (try party("zuri"), try party("yusuf"))
        let conversation = try direct("zuri", "yusuf")
        let stream = MessageStream.conversation(conversation)
        try await desk.send([.message(try message("hi", from: "yusuf", to: stream, pair: ["zuri", "yusuf"]))])
        try await desk.waitForRecords(1)
        let head = await desk.head
        try await desk.send([
            .marker(.delivered(person: zuri, device: "phone", upTo: head)),
            .marker(.delivered(person: zuri, device: "tablet", upTo: Position(1))),
        ])
        try await desk.waitForMarkers(2)
        let answer = try await asker.ask(PersonGet(people: [zuri, try party("nobody")]))
        let people = answer.objects("people")
        #expect(people.map { $0.text("person") } == ["zuri", "nobody"])
        #expect(people[0].text("delivered") == head.description && people[1].text("delivered") == nil)
        #expect(people[0].objects("conversations").map { $0.text("id") } == [conversation.text])
        #expect(people[0].text("settings.version") == "0")
        #expect(try asker.position("head", of: answer) >= head)
        let tablet = try await asker.ask(DeviceGet(person: zuri, device: "tablet"))
        #expect(tablet.text("delivered") == "1")
        #expect(try await asker.ask(DeviceGet(person: zuri, device: "none")).text("delivered") == nil)
        let found = try await asker.ask(
            ConversationGet(ids: [conversation, try #require(ConversationID(text: "nothing"))]))
        #expect(found.objects("conversations").count == 1)
        var fields = FieldReader(try #require(found.objects("conversations").first).object)
        let told = try Conversation(reading: &fields)
        #expect(told == Conversation(id: conversation, version: 0, members: [zuri: .member, yusuf: .member]))
        await desk.close()
    }

    @Test("The history shows messages as they stand, to members alone")
    func history() async throws {
        let world = try World.here
        let desk = try await PersistDesk(world)
        let asker = MessageAsker(world)
        let conversation = try direct("hana", "idris")
        let stream = MessageStream.conversation(conversation)
        let messages = try (0..<5).map {
            try message("h\($0)", from: "hana", to: stream, "number \($0)", pair: ["hana", "idris"])
        }
        let edit = MessageEdit(
            message: messages[1].id, sender: messages[1].sender, stream: stream, number: 3, body: "changed",
            sentAt: messages[1].sentAt)
        let deletion = MessageDeletion(
            message: messages[3].id, sender: messages[3].sender, stream: stream, sentAt: messages[3].sentAt)
        try await desk.send(
            messages.map { .message($0) } + [.amendment(.edit(edit)), .amendment(.deletion(deletion))])
        try await desk.waitForRecords(7)
        let member = try actor("idris", .user)
        var shown: [Document] = []
        var before: Position?
        repeat {
            let answer = try await asker.ask(
                HistoryRead(conversation: conversation, person: try party("idris"), before: before, limit: 2),
                as: member)
            shown += answer.objects("messages")
            before = answer.text("next").flatMap { Position(text: $0) }
        } while before != nil
        #expect(shown.map { $0.text("body") } == ["number 4", nil, "number 2", "changed", "number 0"])
        #expect(shown[1].object["deleted"]?.asBool == true && shown[3].text("edited") == "3")
        let stranger = try actor("asha", .user)
        let refused = try await asker.reply(
            to: HistoryRead(conversation: conversation, person: try party("asha")), as: stranger)
        #expect(refused.text("error.code") == "forbidden")
        let some = try await asker.ask(MessageGet(ids: [messages[0].id, messages[3].id], person: try party("hana")))
        #expect(some.objects("messages").map { $0.text("id") } == [messages[0].id.text, messages[3].id.text])
        #expect(
            try await asker.ask(MessageGet(ids: [messages[0].id], person: try party("asha"))).objects("messages")
                .isEmpty)
        await desk.close()
    }

    @Test("Unread and undelivered are counted from the markers on, and one's own messages are not")
    func counts() async throws {
        let world = try World.here
        let desk = try await PersistDesk(world)
        let asker = MessageAsker(world)
        let (juma, kito) = (try party("juma"), try party("kito"))
        let conversation = try direct("juma", "kito")
        let stream = MessageStream.conversation(conversation)
        try await desk.send(
            try (0..<6).map {
                .message(try message("c\($0)", from: $0 < 4 ? "juma" : "kito", to: stream, pair: ["juma", "kito"]))
            })
        try await desk.waitForRecords(6)
        let first = try #require(await desk.records.first).position.number
        let unread = try await asker.ask(UnreadGet(person: kito))
        #expect(unread.text("unread") == "4" && unread.objects("conversations").first?.text("id") == conversation.text)
        try await desk.send([
            .marker(.read(person: kito, conversation: conversation, upTo: Position(first + 1))),
            .marker(.delivered(person: kito, device: "phone", upTo: Position(first + 2))),
        ])
        try await desk.waitForMarkers(2)
        #expect(try await asker.ask(UnreadGet(person: kito)).text("unread") == "2")
        let list = try await asker.ask(ConversationList(person: kito)).objects("items")
        #expect(list.count == 1 && list[0].text("unread") == "2" && list[0].text("read") == "\(first + 1)")
        #expect(list[0].text("last") == "\(first + 5)")
        let waiting = try await asker.ask(UndeliveredGet(people: [kito]))
        #expect(waiting.objects("people").first?.text("undelivered") == "1")
        #expect(waiting.objects("people").first?.text("first") == "\(first + 3)")
        #expect(try await asker.ask(UndeliveredGet(people: [juma])).objects("people").first?.text("undelivered") != "0")
        await desk.close()
    }
}
