import Contracts
import MessageRouting
import Testing

/// A router whose surroundings answer at once: for tests that read as a transcript.
struct TestRouter {
    var router: Router
    var store = Store()
    var now = after(0)
    /// What each client was sent.
    var sent: [SessionID: [Frame]] = [:]
    var settled: [(Ticket, Submission)] = []
    var closed: [SessionID: CloseReason] = [:]
    var persisted: [PersistRecord] = []
    /// Whether clients write what they are sent.
    var isWriting = true
    private var lastTicket: UInt64 = 0

    init(_ settings: RouterSettings = RouterSettings()) {
        router = Router(at: .start, settings: settings, digest: testDigest)
    }

    /// What somebody is sent from here on, without cursors.
    func frames(_ number: UInt64, since count: Int = 0) -> [Frame] {
        (sent[SessionID(number)] ?? []).dropFirst(count).filter { $0.kind != .cursor }
    }

    func kinds(_ number: UInt64) -> [Frame.Kind] { (sent[SessionID(number)] ?? []).map(\.kind) }

    func text(_ frame: Frame?) -> String { String(decoding: frame?.json ?? [], as: UTF8.self) }

    mutating func connect(
        _ number: UInt64, _ person: PartyID, cursor: Position? = nil, settings: SessionSettings? = nil
    ) -> CommandError? {
        let refusal = router.connect(
            SessionID(number), person: person, device: "d\(number)", cursor: cursor ?? store.head, settings: settings,
            at: now)
        settle()
        return refusal
    }

    mutating func send(
        _ request: SendRequest, from sender: PartyID, _ role: Role = .user, by session: UInt64? = nil
    ) -> Submission {
        lastTicket += 1
        let submission = router.submit(
            request, from: Sender(person: sender, role: role, proof: .token), by: session.map { SessionID($0) },
            ticket: Ticket(lastTicket), at: now)
        settle()
        guard submission == .waits, let last = settled.last, last.0 == Ticket(lastTicket) else { return submission }
        return last.1
    }

    /// The store takes records and everybody hears of it.
    mutating func commit(_ contents: [LogRecord.Content]) {
        let records = contents.compactMap { store.append($0, at: now) }
        router.committed(CommittedBatch(head: store.head, records: records), at: now)
        settle()
    }

    mutating func commit(_ submission: Submission) {
        guard case .accepted(let accepted) = submission else { return }
        commit(
            accepted.compactMap {
                switch $0.record {
                case .message(let message): .message(message)
                case .amendment(let amendment): .amendment(amendment)
                case .marker: nil
                }
            })
    }

    mutating func wait(_ milliseconds: Int64) {
        now = now.adding(milliseconds)
        router.tick(at: now)
        settle()
    }

    mutating func settle() {
        var actions = router.flush(at: now)
        while !actions.isEmpty {
            for action in actions { perform(action) }
            actions = router.flush(at: now)
        }
    }

    private mutating func perform(_ action: RouterAction) {
        switch action {
        case .send(let id, let frames):
            sent[id, default: []] += frames
            if isWriting { router.written(id, bytes: frames.reduce(0) { $0 + $1.json.count }, at: now) }
        case .read(let id, let person, let question):
            let page = store.read(person, after: question.after, limit: question.limit, at: now)
            router.page(
                id, page.records, next: page.next, head: store.head, ticket: question.ticket, at: now)
        case .ask(let missing):
            router.learn(people: missing.people.map { store.state(of: $0) }, asOf: store.head, at: now)
            router.learn(
                conversations: missing.conversations.compactMap { store.conversations[$0] },
                asked: missing.conversations, asOf: store.head, at: now)
        case .readLog(let position):
            router.logRead(Array(store.log.dropFirst(Int(position.number))), head: store.head, at: now)
        case .persist(let records): persisted += records
        case .settled(let ticket, let submission): settled.append((ticket, submission))
        case .close(let id, let reason): closed[id] = reason
        case .gossip: break
        }
    }
}

extension Submission {
    var refusal: ErrorCode? {
        guard case .refused(let error) = self else { return nil }
        return error.code
    }

    var isAccepted: Bool {
        guard case .accepted = self else { return false }
        return true
    }

    var messages: [Message] {
        guard case .accepted(let accepted) = self else { return [] }
        return accepted.compactMap { if case .message(let message) = $0.record { message } else { nil } }
    }
}
