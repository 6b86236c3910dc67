import Contracts
import MessageRouting
import Testing

@Suite("Presence, typing, and what waits to be known")
struct PresenceTests {
    private let ann: PartyID
    private let bob: PartyID

    init() throws {
        ann = try person("ann")
        bob = try person("bob")
    }

    private func router(_ settings: RouterSettings = RouterSettings()) -> Router {
        Router(at: .start, settings: settings, digest: testDigest)
    }

    private func sent(_ actions: [RouterAction]) -> [String] {
        actions.flatMap { action -> [String] in
            guard case .send(_, let frames) = action else { return [] }
            return frames.map { String(decoding: $0.json, as: UTF8.self) }
        }
    }

    private func gossip(_ actions: [RouterAction]) -> [Gossip] {
        actions.flatMap { action -> [Gossip] in
            guard case .gossip(let news) = action else { return [] }
            return news
        }
    }

    private func state(_ person: PartyID, _ conversations: ConversationID...) -> PersonState {
        PersonState(
            settings: PersonSettings(person: person),
            conversations: Dictionary(conversations.map { ($0, .member) }) { $1 })
    }

    @Test("The first client of a person brings them, the last takes them away, and the other one is told")
    func coming() {
        let direct = ConversationID(ann, bob, digest: testDigest)
        var router = router()
        _ = router.connect(SessionID(1), person: ann, device: "a", cursor: .start, at: after(0))
        router.learn(people: [state(ann, direct)], asOf: .start, at: after(0))
        _ = router.flush(at: after(0))
        for number in [2, 3] as [UInt64] {
            _ = router.connect(SessionID(number), person: bob, device: "b", cursor: .start, at: after(1))
        }
        router.learn(people: [state(bob, direct)], asOf: .start, at: after(1))
        let came = router.flush(at: after(1))
        #expect(sent(came) == [#"{"type":"presence","person":"bob","online":true}"#])
        #expect(gossip(came) == [.presence(bob, isOnline: true, conversations: [direct])])
        router.disconnect(SessionID(2), at: after(2))
        #expect(sent(router.flush(at: after(2))).isEmpty)
        router.disconnect(SessionID(3), at: after(3))
        #expect(sent(router.flush(at: after(3))) == [#"{"type":"presence","person":"bob","online":false}"#])
    }

    @Test("Typing reaches the other members, here and by gossip, and not more often than every three seconds")
    func typing() throws {
        let trip = try group("trip")
        var router = router()
        _ = router.connect(SessionID(1), person: ann, device: "a", cursor: .start, at: after(0))
        router.learn(people: [state(ann, trip)], asOf: .start, at: after(0))
        _ = router.flush(at: after(0))
        router.heard([.typing(bob, trip)], from: "other", at: after(10))
        let frame = #"{"type":"typing","person":"bob","conversation":"trip"}"#
        #expect(sent(router.flush(at: after(10))) == [frame])
        router.heard([.typing(bob, trip)], from: "other", at: after(3_009))
        #expect(sent(router.flush(at: after(3_009))).isEmpty)
        router.heard([.typing(bob, trip)], from: "other", at: after(3_010))
        #expect(sent(router.flush(at: after(3_010))) == [frame])
        router.typing(ann, in: trip, at: after(3_020))
        let own = router.flush(at: after(3_020))
        #expect(sent(own).isEmpty)
        #expect(gossip(own) == [.typing(ann, trip)])
        router.typing(ann, in: try group("other"), at: after(3_020))
        #expect(gossip(router.flush(at: after(3_020))).isEmpty)
    }

    @Test("While mailboxes are more than half full nobody hears of typing")
    func shedding() throws {
        let trip = try group("trip")
        var router = router(RouterSettings(session: SessionSettings(window: 1), budget: 1_500))
        for (number, who) in [(1, ann), (2, bob)] as [(UInt64, PartyID)] {
            _ = router.connect(SessionID(number), person: who, device: "d", cursor: .start, at: after(0))
            router.learn(people: [state(who, trip)], asOf: .start, at: after(0))
        }
        _ = router.flush(at: after(0))
        let records = (1...5).map { LogRecord.message(Int64($0), .inbox(ann), from: bob) }
        router.committed(CommittedBatch(head: Position(5), records: records), at: after(0))
        _ = router.flush(at: after(0))
        #expect(router.budget.isShedding)
        router.heard([.typing(ann, trip)], from: "other", at: after(10))
        #expect(sent(router.flush(at: after(10))).isEmpty)
    }

    @Test("Who was said to be elsewhere is believed for a minute")
    func belief() {
        var presence = Presence(capacity: 10)
        #expect(presence.told(ann, isOnline: true, by: "one", at: after(0)) == true)
        #expect(presence.told(ann, isOnline: true, by: "two", at: after(30_000)) == nil)
        #expect(presence.told(ann, isOnline: false, by: "one", at: after(31_000)) == nil)
        #expect(presence.isOnline(ann, at: after(89_999)))
        #expect(!presence.isOnline(ann, at: after(90_000)))
        let isFirst = presence.connected(ann)
        #expect(isFirst)
        #expect(presence.told(ann, isOnline: false, by: "two", at: after(90_000)) == nil)
        let isLast = presence.disconnected(ann)
        #expect(isLast)
    }

    @Test("What has to be asked first is asked once; who waits too long, or finds no room, is refused")
    func parking() {
        var router = router(RouterSettings(mostParked: 2))
        func send(_ id: Int) -> Submission {
            router.submit(
                SendRequest(id: "\(id)", to: .person(bob), body: "x"),
                from: Sender(person: ann, role: .user, proof: .token), ticket: Ticket(UInt64(id)), at: after(0))
        }
        #expect(send(1) == .waits)
        #expect(send(2) == .waits)
        #expect(send(3).refusal == .unavailable)
        let asked = router.flush(at: after(0)).compactMap { action -> Missing? in
            guard case .ask(let missing) = action else { return nil }
            return missing
        }
        #expect(asked == [Missing(people: [bob])])
        router.tick(at: after(5_000))
        #expect(router.parkedCount == 2)
        router.tick(at: after(5_600))
        #expect(router.parkedCount == 0)
        let settled = router.flush(at: after(5_600)).compactMap { action -> ErrorCode? in
            guard case .settled(_, let submission) = action else { return nil }
            return submission.refusal
        }
        #expect(settled == [.unavailable, .unavailable])
    }

    @Test("An answer that is older than what has passed by is brought up to date, also for a pair that has met since")
    func staleAnswers() throws {
        let trip = try group("trip")
        let direct = ConversationID(ann, bob, digest: testDigest)
        var router = router()
        _ = router.connect(SessionID(1), person: ann, device: "a", cursor: .start, at: after(0))
        let conversation = Conversation(id: trip, version: 1, members: [ann: .member])
        let records = [
            LogRecord(position: Position(1), storedAt: after(0), content: .conversation(conversation)),
            .message(2, .conversation(direct), from: bob, pair: [ann, bob]),
        ]
        router.committed(CommittedBatch(head: Position(2), records: records), at: after(0))
        router.learn(people: [state(ann)], asOf: .start, at: after(0))
        let asked = router.flush(at: after(0)).compactMap { action -> Session.PageQuestion? in
            guard case .read(_, _, let question) = action else { return nil }
            return question
        }
        router.page(SessionID(1), records, next: Position(2), head: Position(2), ticket: asked[0].ticket, at: after(0))
        _ = router.flush(at: after(0))
        let edit = MessageEdit(
            message: MessageID(sender: bob, senderID: "m2", digest: testDigest), sender: bob,
            stream: .conversation(direct), number: 1, body: "better", sentAt: after(0))
        let later = [
            LogRecord(position: Position(3), storedAt: after(0), content: .amendment(.edit(edit))),
            .message(4, .conversation(trip), from: bob),
        ]
        router.committed(CommittedBatch(head: Position(4), records: later), at: after(0))
        #expect(sent(router.flush(at: after(100))).count == 3)
    }
}
