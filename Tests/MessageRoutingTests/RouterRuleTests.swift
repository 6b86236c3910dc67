import Contracts
import MessageRouting
import Testing

@Suite("Who may send what to whom")
struct RouterRuleTests {
    private var world = TestRouter()
    private let ann: PartyID
    private let bob: PartyID
    private let cat: PartyID
    private let trip: ConversationID

    init() throws {
        ann = try person("ann")
        bob = try person("bob")
        cat = try person("cat")
        trip = try group("trip")
    }

    private mutating func makeTrip(_ members: [PartyID: Conversation.MemberRole], version: Int64 = 1) {
        world.commit([.conversation(Conversation(id: trip, version: version, members: members))])
    }

    @Test("In a conversation members write, readers and others do not, and there must be one")
    mutating func membership() throws {
        let request = SendRequest(id: "1", to: .conversation(trip), body: "hello")
        #expect(world.send(request, from: ann).refusal == .conversationNotFound)
        makeTrip([ann: .owner, bob: .reader])
        #expect(world.send(request, from: ann).isAccepted)
        #expect(world.send(request, from: bob).refusal == .forbidden)
        #expect(world.send(request, from: cat).refusal == .notAMember)
        #expect(world.send(request, from: try person("bot"), .service).isAccepted)
        makeTrip([bob: .member], version: 2)
        #expect(world.send(SendRequest(id: "2", to: .conversation(trip), body: "x"), from: ann).refusal == .notAMember)
        #expect(world.send(request, from: bob).isAccepted)
    }

    @Test("The same rules hold for people who are connected, from the change on")
    mutating func membershipWhileConnected() {
        #expect(world.connect(1, bob) == nil)
        makeTrip([ann: .owner, bob: .member])
        #expect(world.kinds(1).contains(.conversation))
        let first = world.send(SendRequest(id: "1", to: .conversation(trip), body: "one"), from: ann)
        #expect(world.frames(1).filter { $0.kind == .message }.count == 1)
        world.commit(first)
        makeTrip([ann: .owner], version: 2)
        // Whoever is removed is told so, and hears nothing after it.
        #expect(world.frames(1).filter { $0.kind == .conversation }.count == 2)
        world.commit(world.send(SendRequest(id: "2", to: .conversation(trip), body: "two"), from: ann))
        #expect(world.frames(1).filter { $0.kind == .message }.count == 1)
        #expect(world.send(SendRequest(id: "3", to: .conversation(trip), body: "x"), from: bob).refusal == .notAMember)
    }

    @Test("A block stops direct messages and nothing else, and ends when it is lifted")
    mutating func blocks() {
        makeTrip([ann: .owner, bob: .member])
        let direct = SendRequest(id: "1", to: .person(bob), body: "hello")
        world.commit([.person(PersonSettings(person: bob, version: 1, blocked: [ann]))])
        #expect(world.send(direct, from: ann).refusal == .senderBlocked)
        #expect(world.send(SendRequest(id: "2", to: .conversation(trip), body: "x"), from: ann).isAccepted)
        #expect(world.send(direct, from: cat).isAccepted)
        #expect(world.send(SendRequest(id: "3", to: .person(ann), body: "x"), from: bob).isAccepted)
        world.commit([.person(PersonSettings(person: bob, version: 2))])
        #expect(world.send(direct, from: ann).isAccepted)
        #expect(world.send(SendRequest(id: "4", to: .person(ann), body: "x"), from: ann).refusal == .invalidField)
    }

    @Test("A direct conversation is known by its name too once it exists, and the block counts there as well")
    mutating func directByName() throws {
        let first = world.send(SendRequest(id: "1", to: .person(bob), body: "hello"), from: ann)
        let message = try #require(first.messages.first)
        #expect(message.pair == [ann, bob])
        guard case .conversation(let direct) = message.stream else {
            Issue.record("not in a conversation")
            return
        }
        world.commit(first)
        let again = SendRequest(id: "2", to: .conversation(direct), body: "again")
        #expect(world.send(again, from: bob).messages.first?.pair == [ann, bob])
        #expect(world.send(again, from: cat).refusal == .notAMember)
        world.commit([.person(PersonSettings(person: ann, version: 1, blocked: [bob]))])
        #expect(
            world.send(SendRequest(id: "3", to: .conversation(direct), body: "x"), from: bob).refusal
                == .senderBlocked)
    }

    @Test("Notifications, topics, lists, everyone and other names are for services and admins with a proof")
    mutating func trusted() throws {
        let requests = [
            SendRequest(id: "1", to: .person(bob), kind: .notification, body: "x"),
            SendRequest(id: "2", to: .topic(try topic("news")), body: "x"),
            SendRequest(id: "3", to: .everyone, body: "x"),
            SendRequest(id: "4", to: .people([bob, cat]), body: "x"),
            SendRequest(id: "5", to: .person(bob), body: "x", onBehalfOf: cat),
        ]
        for request in requests {
            #expect(world.send(request, from: ann).refusal == .forbidden)
            #expect(world.send(request, from: ann, .service).isAccepted)
        }
        let unproven = world.router.submit(
            requests[2], from: Sender(person: ann, role: .admin, proof: .none), ticket: Ticket(99), at: world.now)
        #expect(unproven.refusal == .forbidden)
    }

    @Test("Each person of a list gets a message of their own, the same however the list is cut")
    mutating func lists() throws {
        let people = try (0..<1_201).map { try person("p\($0)") }
        let whole = SendRequest(id: "offer", to: .people(people), body: "x")
        let chunks = whole.chunks()
        #expect(chunks.map(\.messageCount) == [500, 500, 201])
        var ids: Set<MessageID> = []
        for chunk in chunks { ids.formUnion(world.send(chunk, from: ann, .service).messages.map(\.id)) }
        #expect(ids.count == 1_201)
        let other = SendRequest(id: "offer", to: .people(Array(people.suffix(300))), body: "x")
        let again = world.send(other, from: ann, .service)
        #expect(ids.isSuperset(of: again.messages.map(\.id)))
        #expect(again.messages.map(\.stream).first == .inbox(people[901]))
    }

    @Test("What waits for a conversation goes as soon as the log tells of it, before what its sender says next")
    mutating func waitingForTheLog() throws {
        #expect(world.connect(1, ann) == nil)
        let sender = Sender(person: ann, role: .user, proof: .token)
        let trip = try group("trip")
        func say(_ id: String) -> SendRequest { SendRequest(id: id, to: .conversation(trip), body: id) }
        // Nobody answers the question that is asked now.
        #expect(world.router.submit(say("1"), from: sender, ticket: Ticket(91), at: world.now) == .waits)
        _ = world.router.flush(at: world.now)
        let created = LogRecord(
            position: world.store.head.next, storedAt: world.now,
            content: .conversation(Conversation(id: trip, version: 1, members: [ann: .owner, bob: .member])))
        world.router.committed(CommittedBatch(head: created.position, records: [created]), at: world.now)
        let told = world.router.flush(at: world.now).compactMap { action -> Ticket? in
            guard case .settled(let ticket, let submission) = action, submission.isAccepted else { return nil }
            return ticket
        }
        #expect(told == [Ticket(91)])
        #expect(world.router.submit(say("2"), from: sender, ticket: Ticket(92), at: world.now).isAccepted)
    }

    @Test("The same id again is the same message, other content is refused, and what was not stored is forgotten")
    mutating func duplicates() throws {
        let request = SendRequest(id: "1", to: .everyone, body: "x", expiresIn: 60)
        guard case .accepted(let first) = world.send(request, from: ann, .service) else { return }
        #expect(!first[0].isStored)
        world.now = world.now.adding(5_000)
        guard case .accepted(let second) = world.send(request, from: ann, .service) else { return }
        #expect(second[0].message == first[0].message && !second[0].isStored)
        world.router.stored([first[0].message])
        guard case .accepted(let third) = world.send(request, from: ann, .service) else { return }
        #expect(third[0].isStored)
        let other = SendRequest(id: "1", to: .everyone, body: "y", expiresIn: 60)
        #expect(world.send(other, from: ann, .service).refusal == .idempotencyKeyReused)
        #expect(world.send(other, from: bob, .service).isAccepted)
        let late = SendRequest(id: "2", to: .everyone, body: "x")
        guard case .accepted(let lost) = world.send(late, from: ann, .service) else { return }
        world.router.notStored(lost.map(\.message))
        #expect(world.send(SendRequest(id: "2", to: .everyone, body: "y"), from: ann, .service).isAccepted)
    }

    @Test("A person's rate holds over all their connections, a connection's for itself, and a service has none")
    mutating func rates() {
        world = TestRouter(
            RouterSettings(
                session: SessionSettings(rate: RateLimit(burst: 2, perSecond: 1)),
                personRate: RateLimit(burst: 3, perSecond: 1)))
        #expect(world.connect(1, ann) == nil)
        #expect(world.connect(2, ann) == nil)
        func request(_ id: Int) -> SendRequest { SendRequest(id: "\(id)", to: .person(bob), body: "x") }
        #expect(world.send(request(1), from: ann, by: 1).isAccepted)
        #expect(world.send(request(2), from: ann, by: 1).isAccepted)
        #expect(world.send(request(3), from: ann, by: 1).refusal == .rateLimited)
        #expect(world.send(request(3), from: ann, by: 2).isAccepted)
        #expect(world.send(request(4), from: ann, by: 2).refusal == .rateLimited)
        world.now = world.now.adding(1_000)
        #expect(world.send(request(4), from: ann, by: 2).isAccepted)
        for id in 10..<30 { #expect(world.send(request(id), from: cat, .service).isAccepted) }
    }
}
