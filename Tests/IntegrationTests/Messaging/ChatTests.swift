import Contracts
import TestWorld
import Testing

/// People with WebSockets, one instance of messaging-service, the real store.
@Suite(.world()) struct ChatTests {
    @Test func twoPeopleChatAndBothHaveEverythingUpToTheCursor() async throws {
        let world = try World.here
        let service = try await world.messaging()
        let alice = try await Talker.connect("chat.alice", to: service, in: world)
        let bob = try await Talker.connect("chat.bob", to: service, in: world)
        let first = try await alice.send("Is the room free?", to: "chat.bob")
        let received = try await bob.first("message") { $0.text("id") == first }
        #expect(received.text("body") == "Is the room free?")
        #expect(received.text("sender") == "chat.alice")
        let second = try await bob.send("It is.", to: "chat.alice")
        let own = try await bob.first("message") { $0.text("id") == second }
        let position = try #require(own.text("position").flatMap { Int64($0) })
        for talker in [alice, bob] {
            _ = try await talker.first("cursor") { $0.text("cursor").flatMap { Int64($0) } ?? 0 >= position }
            // One's own comes by the commit, another's before it: the order of coming is not that of the conversation.
            #expect(await talker.bodies.sorted() == ["Is the room free?", "It is."])
        }
    }

    @Test func whoComesBackWithACursorMissesNothing() async throws {
        let world = try World.here
        let service = try await world.messaging()
        let ann = try await Talker.connect("back.ann", to: service, in: world)
        let ben = try await Talker.connect("back.ben", to: service, in: world)
        let first = try await ann.send("0", to: "back.ben")
        _ = try await ben.first("message") { $0.text("id") == first }
        let cursor = try await untilFound("no cursor") { await ben.cursor }
        await ben.hangUp()
        for number in 1...30 { try await ann.send("\(number)", to: "back.ben") }
        let again = try await Talker.connect("back.ben", to: service, in: world, cursor: cursor)
        try await eventually("not everything has come") { await again.bodies.count == 30 }
        #expect(await again.bodies == (1...30).map { "\($0)" })
        let page = try await service.http("GET", "/v1/messages/queue/back.ben?cursor=0", token: world.token("back.ben"))
        #expect(page.document?.objects("records").compactMap { $0.text("body") } == (0...30).map { "\($0)" })
    }

    @Test func theSameIDIsTheSameMessageOrRefused() async throws {
        let world = try World.here
        let service = try await world.messaging()
        let cat = try await Talker.connect("twice.cat", to: service, in: world)
        let dan = try await Talker.connect("twice.dan", to: service, in: world)
        let one = try await cat.send("once", to: "twice.dan", id: "m1")
        let two = try await cat.send("once", to: "twice.dan", id: "m1")
        #expect(one == two)
        try await cat.say(#"{"type":"send","id":"m1","to":{"person":"twice.dan"},"body":"other"}"#)
        #expect(try await cat.first("refused").text("code") == "idempotency_key_reused")
        let last = try await cat.send("end", to: "twice.dan")
        _ = try await dan.first("message") { $0.text("id") == last }
        #expect(await dan.bodies == ["once", "end"])
    }

    @Test func anEditAndADeletionFollowTheirMessage() async throws {
        let world = try World.here
        let service = try await world.messaging()
        let eve = try await Talker.connect("edit.eve", to: service, in: world)
        let fay = try await Talker.connect("edit.fay", to: service, in: world)
        let message = try await eve.send("frist", to: "edit.fay", id: "m1")
        try await eve.say(#"{"type":"edit","id":"m1","to":{"person":"edit.fay"},"number":1,"body":"first"}"#)
        let edit = try await fay.first("edit")
        #expect(edit.text("message") == message && edit.text("body") == "first")
        try await eve.say(#"{"type":"delete","id":"m1","to":{"person":"edit.fay"}}"#)
        #expect(try await fay.first("deletion").text("message") == message)
        // Nobody names another's message: this is one of Fay's own, which there is not.
        try await fay.say(#"{"type":"delete","id":"m1","to":{"person":"edit.eve"}}"#)
        #expect(try await fay.first("accepted").text("message") != message)
    }

    @Test func tokensDecideWhoMayComeIn() async throws {
        let world = try World.here
        let service = try await world.messaging()
        for token in ["", "a.b.c", try await world.token("x", lifetime: -60)] {
            let talker = try await Talker(to: service)
            try await talker.say(#"{"type":"hello","token":"\#(token)"}"#)
            #expect(try await talker.closed() == 4401)
        }
        #expect(try await service.http("GET", "/v1/unread", token: nil).status == 401)
        let mine = try await world.token("mine")
        let others = try await service.http("GET", "/v1/messages/queue/yours", token: mine)
        #expect(others.status == 403 && others.document?.text("code") == "forbidden")
        let admin = try await world.token("root", .admin)
        #expect(try await service.http("GET", "/v1/messages/queue/yours", token: admin).status == 200)
    }

    @Test func onlyServicesAndAdminsNotify() async throws {
        let world = try World.here
        let service = try await world.messaging()
        let gil = try await Talker.connect("inbox.gil", to: service, in: world)
        try await gil.say(#"{"type":"send","id":"1","to":{"everyone":true},"body":"hear me"}"#)
        #expect(try await gil.first("refused").text("code") == "forbidden")
        let body =
            #"{"id":"n1","to":{"people":["inbox.gil","inbox.hal"]},"body":"Your booking is confirmed","priority":"high"}"#
        let token = try await world.token("inbox.app", .service)
        #expect(try await service.http("POST", "/v1/messages/broadcast", body, token: token).status == 202)
        let told = try await gil.first("message") { $0.text("kind") == "notification" }
        #expect(told.text("stream") == "i:inbox.gil" && told.text("priority") == "high")
        let own = try await world.token("inbox.gil")
        #expect(try await service.http("POST", "/v1/messages/broadcast", body, token: own).status == 403)
    }
}
