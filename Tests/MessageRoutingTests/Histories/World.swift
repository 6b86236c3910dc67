import Contracts
import MessageRouting

/// Two instances, a store and a few people, played by chance: everything that may be lost, doubled, late or out of order is.
struct World {
    /// One instance with what is on its way to it.
    struct Instance {
        var router: Router
        /// Answers and announcements that have not arrived.
        var arriving: [Arrival] = []
        /// What it has accepted and not had stored.
        var accepted: [PersistRecord] = []
    }

    /// What arrives at an instance.
    enum Arrival {
        case announcement(CommittedBatch)
        case page(SessionID, [LogRecord], next: Position, head: Position, ticket: UInt64)
        case noPage(SessionID, ticket: UInt64)
        case people([PersonState], asOf: Position)
        case conversations([Conversation], asked: Set<ConversationID>, asOf: Position)
        case noAnswer(Missing)
        case log([LogRecord], head: Position)
        case noLog
        case written(SessionID, bytes: Int)
    }

    var random: Chance
    var now = after(0)
    var store: Store
    var instances: [Instance] = []
    var clients: [TestClient] = []
    var lastSession: UInt64 = 0
    var lastID = 0
    var violations: [String] = []
    let settings: RouterSettings
    let people: [PartyID]
    let groups: [ConversationID]
    let topics: [TopicName]

    init(seed: UInt64, settings: RouterSettings, people: [PartyID], groups: [ConversationID], topics: [TopicName]) {
        random = Chance(seed: seed)
        self.settings = settings
        self.people = people
        self.groups = groups
        self.topics = topics
        store = Store()
        for id in groups {
            let members = people.filter { _ in random.percent(60) }
            store.append(
                .conversation(
                    Conversation(id: id, version: 1, members: Dictionary(members.map { ($0, .member) }) { $1 })),
                at: now)
        }
        for _ in 0..<2 { instances.append(newInstance()) }
        for person in people {
            for device in ["phone", "desk"] where device == "phone" || random.percent(40) {
                clients.append(TestClient(person: person, device: device, cursor: store.head))
            }
        }
    }

    func newInstance() -> Instance {
        Instance(router: Router(at: store.head, settings: settings, digest: testDigest))
    }

    mutating func pick<Item>(_ items: [Item]) -> Item { items[Int.random(in: 0..<items.count, using: &random)] }

    mutating func flush(_ number: Int) {
        let actions = instances[number].router.flush(at: now)
        for action in actions { perform(action, on: number) }
    }

    /// The surroundings of a router: the store answers, sometimes not, and always later.
    private mutating func perform(_ action: RouterAction, on number: Int) {
        switch action {
        case .send(let id, let frames):
            guard let index = clients.firstIndex(where: { $0.session == id }) else { return }
            for frame in frames {
                if let expiry = frame.expiresAt, expiry <= now { violations.append("expired message handed over") }
                clients[index].wire.append(frame)
            }
        case .read(let id, let person, let question):
            guard !random.percent(10) else {
                instances[number].arriving.append(.noPage(id, ticket: question.ticket))
                return
            }
            let page = store.read(person, after: question.after, limit: question.limit, at: now)
            instances[number].arriving.append(
                .page(id, page.records, next: page.next, head: store.head, ticket: question.ticket))
        case .ask(let missing):
            guard !random.percent(10) else {
                instances[number].arriving.append(.noAnswer(missing))
                return
            }
            if !missing.people.isEmpty {
                instances[number].arriving.append(
                    .people(missing.people.map { store.state(of: $0) }, asOf: store.head))
            }
            if !missing.conversations.isEmpty {
                instances[number].arriving.append(
                    .conversations(
                        missing.conversations.compactMap { store.conversations[$0] }, asked: missing.conversations,
                        asOf: store.head))
            }
        case .readLog(let position):
            let records = store.log.dropFirst(Int(position.number)).prefix(7)
            instances[number].arriving.append(random.percent(15) ? .noLog : .log(Array(records), head: store.head))
        case .settled(_, .accepted(let accepted)):
            instances[number].accepted += accepted.filter { !$0.isStored }.map(\.record)
        case .persist(let records): instances[number].accepted += records
        case .settled, .gossip: break
        case .close(let id, let reason):
            if reason == .impossibleCursor { violations.append("a true cursor was called impossible") }
            if let index = clients.firstIndex(where: { $0.session == id }) { clients[index].drop() }
        }
    }

    /// Something of what is on its way to an instance arrives.
    mutating func arrive(_ number: Int, inOrder: Bool = false) {
        guard !instances[number].arriving.isEmpty else { return }
        let index = inOrder ? 0 : Int.random(in: 0..<min(4, instances[number].arriving.count), using: &random)
        switch instances[number].arriving.remove(at: index) {
        case .announcement(let batch): instances[number].router.committed(batch, at: now)
        case .page(let id, let records, let next, let head, let ticket):
            instances[number].router.page(id, records, next: next, head: head, ticket: ticket, at: now)
        case .noPage(let id, let ticket): instances[number].router.pageFailed(id, ticket: ticket, at: now)
        case .people(let states, let head): instances[number].router.learn(people: states, asOf: head, at: now)
        case .conversations(let found, let asked, let head):
            instances[number].router.learn(conversations: found, asked: asked, asOf: head, at: now)
        case .noAnswer(let missing): instances[number].router.askFailed(missing, at: now)
        case .log(let records, let head): instances[number].router.logRead(records, head: head, at: now)
        case .noLog: instances[number].router.logReadFailed(at: now)
        case .written(let id, let bytes): instances[number].router.written(id, bytes: bytes, at: now)
        }
    }
}
