import Contracts
import MessageRouting
import Testing

@Suite("What clients are sent")
struct RouterDeliveryTests {
    private var world = TestRouter()
    private let ann: PartyID
    private let bob: PartyID

    init() throws {
        ann = try person("ann")
        bob = try person("bob")
    }

    private func hello(_ id: String, expiresIn: Int64? = nil) -> SendRequest {
        SendRequest(id: id, to: .person(bob), body: "hello \(id)", expiresIn: expiresIn)
    }

    @Test("Delivered before its commit, and not again with it; then the cursor")
    mutating func live() throws {
        #expect(world.connect(1, bob) == nil)
        let submission = world.send(hello("1"), from: ann)
        #expect(world.kinds(1) == [.message])
        #expect(world.frames(1).first?.position == nil)
        world.commit(submission)
        #expect(world.kinds(1) == [.message, .cursor])
        #expect(world.text(world.sent[SessionID(1)]?.last) == #"{"type":"cursor","cursor":"1"}"#)
        // A duplicate is not delivered again.
        _ = world.send(hello("1"), from: ann)
        #expect(world.kinds(1).count == 2)
    }

    @Test("What somebody has seen keeps its content, although it did not reach the store")
    mutating func seenAndLost() {
        #expect(world.connect(1, bob) == nil)
        guard case .accepted(let lost) = world.send(hello("1"), from: ann) else { return }
        world.router.notStored(lost.map(\.message))
        let other = SendRequest(id: "1", to: .person(bob), body: "something else")
        #expect(world.send(other, from: ann).refusal == .idempotencyKeyReused)
        world.commit(world.send(hello("1"), from: ann))
        #expect(world.kinds(1) == [.message, .cursor])
    }

    @Test("A cursor goes along with a message every 50 ms at most, and alone every 500 ms at most")
    mutating func cursors() {
        #expect(world.connect(1, bob) == nil)
        func cursors() -> Int { world.kinds(1).filter { $0 == .cursor }.count }
        for number in 1...5 { world.commit(world.send(hello("\(number)"), from: ann)) }
        #expect(cursors() == 1)
        world.wait(49)
        let sixth = world.send(hello("6"), from: ann)
        #expect(cursors() == 1)
        world.wait(1)
        _ = world.send(hello("7"), from: ann)
        #expect(world.text(world.sent[SessionID(1)]?.last) == #"{"type":"cursor","cursor":"5"}"#)
        world.commit(sixth)
        world.wait(499)
        #expect(cursors() == 2)
        world.wait(500)
        #expect(world.text(world.sent[SessionID(1)]?.last) == #"{"type":"cursor","cursor":"6"}"#)
    }

    @Test("What was missed is read page by page from the cursor, in order")
    mutating func catchUp() {
        for number in 1...250 {
            world.now = world.now.adding(100)
            world.commit(world.send(hello("\(number)"), from: ann))
        }
        #expect(world.connect(1, bob, cursor: Position(20)) == nil)
        #expect(world.frames(1).compactMap(\.position).map(\.number) == Array(21...250))
        world.wait(1_000)
        #expect(world.text(world.sent[SessionID(1)]?.last) == #"{"type":"cursor","cursor":"250"}"#)
    }

    @Test("A cursor beyond the log's end was given by nobody")
    mutating func impossibleCursor() {
        #expect(world.connect(1, bob, cursor: Position(7)) == nil)
        #expect(world.closed == [SessionID(1): .impossibleCursor])
        #expect(world.router.sessionCount == 0)
    }

    @Test("Sessions are bounded, of all and of one")
    mutating func bounds() throws {
        world = TestRouter(RouterSettings(mostSessions: 3, mostSessionsOfOne: 2))
        #expect(world.connect(1, bob) == nil)
        #expect(world.connect(2, bob) == nil)
        #expect(world.connect(3, bob)?.code == .rateLimited)
        #expect(world.connect(4, ann) == nil)
        #expect(world.connect(5, try person("cat"))?.code == .unavailable)
    }

    @Test("An expired message is delivered to nobody, live or read")
    mutating func expiry() {
        world.isWriting = false
        let narrow = SessionSettings(window: 1)
        #expect(world.connect(1, bob, settings: narrow) == nil)
        world.commit(world.send(hello("1"), from: ann))
        world.commit(world.send(hello("2", expiresIn: 10), from: ann))
        world.commit(world.send(hello("3"), from: ann))
        world.wait(10_000)
        world.isWriting = true
        world.router.written(SessionID(1), bytes: 100_000, at: world.now)
        world.settle()
        #expect(world.frames(1).count == 2)
        #expect(world.connect(2, bob, cursor: .start) == nil)
        #expect(world.frames(2).compactMap(\.position) == [Position(1), Position(3)])
    }

    @Test("A slow client gets a gap, the cursor waits for what waits, and in the end it is sent away")
    mutating func slow() {
        world.isWriting = false
        let share = MailboxBounds.Share(frames: 2, bytes: 10_000)
        let slow = SessionSettings(mailbox: MailboxBounds(high: share, normal: share, low: share), window: 1)
        #expect(world.connect(1, bob, settings: slow) == nil)
        world.commit([.message(world.message(1, to: bob))])
        for number in 2...6 { world.commit([.message(world.message(number, to: bob))]) }
        world.wait(100)
        #expect(world.kinds(1) == [.message])
        world.isWriting = true
        world.router.written(SessionID(1), bytes: 100_000, at: world.now)
        world.settle()
        world.wait(100)
        #expect(world.kinds(1) == [.message, .gap, .message, .message, .cursor])
        #expect(world.text(world.frames(1).dropFirst().first) == #"{"type":"gap","count":3,"from":"2","to":"4"}"#)
        world.isWriting = false
        world.commit([.message(world.message(7, to: bob))])
        world.wait(29_000)
        #expect(world.closed.isEmpty)
        world.wait(2_000)
        #expect(world.closed == [SessionID(1): .slowClient])
        #expect(world.router.budget.used == 0)
    }

    @Test("What slow clients leave waiting takes nothing from others, however much of the process's budget it uses")
    mutating func slowOnesHurtThemselves() throws {
        world = TestRouter(RouterSettings(budget: 1_000))
        world.isWriting = false
        let cat = try person("cat")
        #expect(world.connect(1, bob, settings: SessionSettings(window: 1)) == nil)
        #expect(world.connect(2, cat) == nil)
        for number in 1...9 { world.commit([.message(world.message(number, to: bob))]) }
        for number in 10...19 { world.commit([.message(world.message(number, to: cat))]) }
        #expect(world.router.budget.used <= 1_000)
        #expect(world.kinds(2).filter { $0 != .cursor } == Array(repeating: .message, count: 10))
        world.isWriting = true
        world.router.written(SessionID(1), bytes: 100_000, at: world.now)
        world.settle()
        #expect(world.kinds(1).contains(.gap))
    }

    @Test("With the policy reject a message to one person alone is refused while all their clients are full")
    mutating func mailboxFull() {
        world.isWriting = false
        let share = MailboxBounds.Share(frames: 1, bytes: 10_000)
        let full = SessionSettings(
            mailbox: MailboxBounds(high: share, normal: share, low: share, policy: .reject), window: 1)
        #expect(world.connect(1, bob, settings: full) == nil)
        #expect(world.send(hello("1"), from: ann).isAccepted)
        #expect(world.send(hello("2"), from: ann).isAccepted)
        #expect(world.send(hello("3"), from: ann).refusal == .mailboxFull)
        #expect(world.send(SendRequest(id: "4", to: .everyone, body: "x"), from: ann, .service).isAccepted)
        #expect(world.connect(2, bob) == nil)
        #expect(world.send(hello("3"), from: ann).isAccepted)
    }

    @Test("Edits and deletions come with their commit, even before their message, each once")
    mutating func amendments() {
        #expect(world.connect(1, bob) == nil)
        let sent = world.send(hello("1"), from: ann)
        let edit = world.router.submit(
            AmendRequest(id: "1", to: .person(bob), change: .edit(number: 1, body: "better")),
            from: Sender(person: ann, role: .user, proof: .token), ticket: Ticket(50), at: world.now)
        let deletion = world.router.submit(
            AmendRequest(id: "1", to: .person(bob), change: .delete),
            from: Sender(person: ann, role: .user, proof: .token), ticket: Ticket(51), at: world.now)
        world.settle()
        #expect(world.kinds(1) == [.message])
        world.commit(sent)
        world.commit(deletion)
        world.commit(edit)
        #expect(world.frames(1).map(\.kind) == [.message, .deletion, .edit])
        #expect(world.frames(1).dropFirst().compactMap(\.position) == [Position(2), Position(3)])
        let id = sent.messages.first?.id.text ?? "?"
        #expect(world.frames(1).dropFirst().filter { world.text($0).contains(id) }.count == 2)
    }

    @Test("A confirmed cursor becomes a marker; one that was never told does not")
    mutating func acknowledgement() {
        #expect(world.connect(1, bob) == nil)
        world.commit(world.send(hello("1"), from: ann))
        world.router.acknowledged(SessionID(1), Position(9))
        world.wait(50)
        #expect(world.persisted.isEmpty)
        world.router.acknowledged(SessionID(1), Position(1))
        world.wait(50)
        #expect(world.persisted == [.marker(.delivered(person: bob, device: "d1", upTo: Position(1)))])
    }

    @Test("The sender of a direct message hears that it was delivered; members hear who has read")
    mutating func receipts() throws {
        #expect(world.connect(1, ann) == nil)
        #expect(world.connect(2, bob) == nil)
        let sent = world.send(hello("1"), from: ann)
        world.commit(sent)
        guard case .conversation(let direct)? = sent.messages.first?.stream else { return }
        let delivered = Marker.delivered(person: bob, device: "d2", upTo: Position(1))
        world.router.committed(CommittedBatch(head: world.store.head, records: [], markers: [delivered]), at: world.now)
        world.settle()
        #expect(world.text(world.frames(1).last) == #"{"type":"receipt","person":"bob","up_to":"1"}"#)
        #expect(world.router.read(bob, direct, upTo: Position(1)) == nil)
        #expect(world.router.read(try person("eve"), direct, upTo: Position(1))?.code == .notAMember)
        #expect(world.router.read(bob, direct, upTo: Position(5))?.code == .invalidField)
        let read = Marker.read(person: bob, conversation: direct, upTo: Position(1))
        world.router.committed(CommittedBatch(head: world.store.head, records: [], markers: [read]), at: world.now)
        world.settle()
        #expect(world.frames(1).last?.kind == .read)
        #expect(world.frames(2).last?.kind == .read)
    }
}

extension TestRouter {
    /// A notification that another instance has accepted.
    func message(_ number: Int, to person: PartyID) -> Message {
        Message(
            id: MessageID(sender: person, senderID: "n\(number)", digest: testDigest), senderID: "n\(number)",
            sender: person, stream: .inbox(person), kind: .notification, priority: .normal, body: "note \(number)",
            sentAt: now)
    }
}
