import Contracts
import TestWorld
import Testing

/// Commands about conversations and settings on their way through the broker and the database.
@Suite(
    "Commands about conversations and settings", .world(settings: ["KAURI_ROLES": "messages"]), .serialized,
    .timeLimit(.minutes(3)))
struct MessageCommandTests {
    @Test("A conversation is begun, changed and left; state, log and announcement tell the same")
    func conversation() async throws {
        let world = try World.here
        let desk = try await PersistDesk(world)
        let before = try await world.count("SELECT position FROM messaging.head")
        let people = try await MessageCommander(world)
        let id = try group("lake")
        var create = try ConversationCreate("lake", owner: "owner", members: ["member"], readers: ["reader"])
        create.title = "Cafe\u{301}"
        let created = try await people.call(create, as: try user("owner"))
        #expect(created.isCommitted && created.text("conversation.version") == "1", "\(created.body.text)")
        #expect(created.text("conversation.title").map { Array($0.utf8) } == Array("Cafe\u{301}".utf8))
        let steps: [(any Command, String)] = [
            (ConversationAddMembers(id: id, members: [.init(person: try party("late"))]), "owner"),
            (ConversationSetRole(id: id, person: try party("member"), role: .owner), "owner"),
            (ConversationRemoveMembers(id: id, members: [try party("owner")]), "owner"),
            (ConversationUpdate(id: id, title: "Lake"), "member"),
            (ConversationRemoveMembers(id: id, members: [try party("reader")]), "reader"),
        ]
        for (number, (command, actor)) in steps.enumerated() {
            let reply = try await people.call(command, as: try user(actor))
            #expect(reply.isCommitted && reply.text("conversation.version") == "\(number + 2)", "\(reply.body.text)")
        }
        #expect(try await world.members(of: "lake") == "late member, member owner")
        try await desk.waitForHead(before + 6)
        try await desk.waitForRecords(6)
        let told = await desk.records.compactMap { record -> Conversation? in
            guard case .conversation(let conversation) = record.content else { return nil }
            return conversation
        }
        #expect(told.map(\.version) == [1, 2, 3, 4, 5, 6])
        #expect(told.last?.members == [try party("late"): .member, try party("member"): .owner])
        #expect(await desk.records.map(\.position.number) == Array((before + 1)...(before + 6)))
        #expect(try await world.gapInTheLog() == nil)
        await desk.close()
    }

    @Test("Members, readers and strangers do not change it; an admin and a service do")
    func roles() async throws {
        let world = try World.here
        let people = try await MessageCommander(world)
        let id = try group("roles")
        try await people.call(try ConversationCreate("roles", owner: "owner", members: ["member"], readers: ["reader"]))
        let update = ConversationUpdate(id: id, title: "Mine")
        for name in ["member", "reader", "stranger"] {
            let reply = try await people.call(update, as: try user(name))
            #expect(reply.status == "rejected" && reply.error == .forbidden && reply.field == "actor", "\(name)")
        }
        let provider = try await people.call(update, as: Actor(id: try party("owner"), role: .provider))
        #expect(provider.error == .forbidden && provider.field == "actor.role")
        for (number, actor) in [
            Actor(id: try party("admin"), role: .admin), Actor(id: try party("s"), role: .service), nil,
        ]
        .enumerated() {
            let reply = try await people.call(ConversationUpdate(id: id, title: "Title \(number)"), as: actor)
            #expect(reply.isCommitted, "\(reply.body.text)")
        }
        let last = try await people.call(
            ConversationRemoveMembers(id: id, members: [try party("owner")]), as: try user("owner"))
        #expect(last.error == .statusConflict && last.status == "refused")
        let missing = try await people.call(
            ConversationUpdate(id: try group("none"), title: "x"), as: try user("owner"))
        #expect(missing.error == .conversationNotFound && missing.isRetriable == true)
        let twice = try await people.call(try ConversationCreate("roles", owner: "owner"))
        #expect(twice.error == .conversationExists && twice.isRetriable == false)
        let again = try await people.call(ConversationAddMembers(id: id, members: [.init(person: try party("member"))]))
        #expect(again.error == .alreadyAMember && again.field == "members[0].person")
        let nobody = try await people.call(ConversationSetRole(id: id, person: try party("stranger"), role: .owner))
        #expect(nobody.error == .notAMember)
    }

    @Test("A conversation takes a thousand members and not one more")
    func full() async throws {
        let world = try World.here
        let people = try await MessageCommander(world)
        let others = (0..<999).map { "person-\($0)" }
        let reply = try await people.call(try ConversationCreate("full", owner: "owner", members: others))
        #expect(reply.isCommitted && reply.text("conversation.member_count") == "1000", "\(reply.body.text)")
        let more = ConversationAddMembers(id: try group("full"), members: [.init(person: try party("late"))])
        let refused = try await people.call(more, as: try user("owner"))
        #expect(refused.error == .conversationFull && refused.isRetriable == true)
        try await people.call(ConversationRemoveMembers(id: try group("full"), members: [try party("person-7")]))
        #expect(try await people.call(more, as: try user("owner")).isCommitted)
        #expect(try await world.count("SELECT count(*) FROM messaging.members WHERE conversation = 'full'") == 1_000)
    }

    @Test("Blocks, topics and preferences are kept as they are chosen, and what is so already changes nothing")
    func settings() async throws {
        let world = try World.here
        let people = try await MessageCommander(world)
        let amina = try party("amina")
        let quiet = PersonSettings.QuietHours(from: 1_320, to: 390, timeZone: "Africa/Nairobi")
        let commands: [any Command] = [
            BlockAdd(person: amina, blocked: try party("ben")), TopicSubscribe(person: amina, topic: try topic("news")),
            PreferenceSet(
                person: amina, muted: [try group("lake")], channels: [.sms], quietHours: quiet, language: "sw"),
            BlockAdd(person: amina, blocked: try party("ben")),
            TopicSubscribe(person: amina, topic: try topic("offers")),
            TopicUnsubscribe(person: amina, topic: try topic("news")),
            BlockRemove(person: amina, blocked: try party("cem")),
        ]
        for (command, version) in zip(commands, ["1", "2", "3", "3", "4", "5", "5"]) {
            let reply = try await people.call(command, as: try user("amina"))
            #expect(reply.isCommitted && reply.text("person.version") == version, "\(reply.body.text)")
            let other = try await people.call(command, as: try user("ben"))
            #expect(other.error == .forbidden && other.status == "rejected")
        }
        let stored = try await world.text(
            """
            SELECT concat_ws(' ', version, blocked, topics, muted, channels, quiet_from, quiet_to, time_zone, language)
            FROM messaging.settings WHERE person = 'amina'
            """)
        #expect(stored == "5 {ben} {offers} {lake} {sms} 1320 390 Africa/Nairobi sw")
        #expect(try await world.count("SELECT count(*) FROM messaging.log WHERE stream = 'i:amina'") == 5)
        #expect(try await world.gapInTheLog() == nil)
    }

    @Test("The same message is answered the same again and marked; with other content its first field is named")
    func replays() async throws {
        let world = try World.here
        let people = try await MessageCommander(world)
        let create = try ConversationCreate("again", owner: "owner", members: ["member"])
        let first = try await people.call(create, as: try user("owner"), id: "again-1")
        let head = try await world.count("SELECT position FROM messaging.head")
        let second = try await people.call(create, as: try user("owner"), id: "again-1")
        #expect(second.isReplay && !first.isReplay && second.isCommitted)
        #expect(second.body.text.dropFirst(16) == first.body.text.dropFirst(17))
        var other = create
        other.title = "Other"
        let reused = try await people.call(other, as: try user("owner"), id: "again-1")
        #expect(reused.error == .idempotencyKeyReused && reused.field == "title" && reused.status == "rejected")
        // Who has left is told the same again, though no member any more; and a refusal is kept as well.
        let leave = ConversationRemoveMembers(id: try group("again"), members: [try party("member")])
        for isReplay in [false, true] {
            let reply = try await people.call(leave, as: try user("member"), id: "again-2")
            #expect(reply.isCommitted && reply.isReplay == isReplay)
            let refused = try await people.call(create, as: try user("owner"), id: "again-3")
            #expect(refused.error == .conversationExists && refused.isReplay == isReplay)
        }
        #expect(try await world.count("SELECT position FROM messaging.head") == head + 1)
    }

    @Test(
        "What cannot be read is answered; where nobody can be told it goes to the dead letters, and the queue goes on")
    func unreadable() async throws {
        let world = try World.here
        let people = try await MessageCommander(world)
        let letters = try await Subscriber(world, to: .messagingDeadLetters)
        let ledger = try await people.client.call(
            Request(type: "wallet.spend", "{}").to(MessagingTopology.commands))
        #expect(ledger.error == .unknownType && ledger.status == "rejected")
        let broken = try await people.client.call(Request(type: "block.add", "{").to(MessagingTopology.commands))
        #expect(broken.error == .malformedJSON)
        let batch = try await people.client.call(
            Request(batch: [(nil, BlockAdd(person: try party("a"), blocked: try party("b")))]).to(
                MessagingTopology.commands))
        #expect(batch.error == .unknownType)
        try await people.client.send([
            Request(type: "block.add", id: "lost-1", "nonsense").to(MessagingTopology.commands).unanswered,
            Request(type: "block.add", id: "lost-2", "{}").to(MessagingTopology.commands)
                .with { $0.replyTo = MessagingTopology.persist },
        ])
        try await letters.wait(for: 2)
        #expect(try await people.call(BlockAdd(person: try party("a"), blocked: try party("b"))).isCommitted)
    }

    @Test("A broker's user is the subject whose ids are its own")
    func subjects() async throws {
        let world = try World.here
        let people = try await MessageCommander(world)
        let block = BlockAdd(person: try party("sub"), blocked: try party("b"))
        let named = MessageCommander.request(block, id: "s-1").with { $0.userID = world.broker.user }
        let one = try await people.client.call(named)
        #expect(one.isCommitted && one.subject == "broker:\(world.broker.user)")
        let other = try await people.call(block, id: "s-1")
        #expect(other.isCommitted && !other.isReplay && other.subject == "anonymous")
    }
}
