import Contracts

/// All that one instance of messaging-service knows and decides about messages, as one value: who may send, who receives, what each client is sent.
///
/// Events go in by its methods, in any number; ``flush(at:)`` then gives what is to be done about them. Time is an argument and nothing waits in it,
/// so that a test may play any history. One thread owns it.
public struct Router: Sendable {
    /// Its bounds.
    public let settings: RouterSettings
    let digest: Digest
    /// Follows the log.
    public internal(set) var follower: Follower
    var directory: Directory
    var duplicates: DuplicateWindow
    var personRates: RateLimits<PartyID>
    var sessions: [SessionID: Session] = [:]
    var sessionsOf: [PartyID: [SessionID]] = [:]
    /// How full the mailboxes are.
    public internal(set) var budget: MemoryBudget
    var presence: Presence
    var receipts: ReceiptWatch
    var parking: Parking
    var asking = Asking()
    /// Sessions to which something may be sent.
    var touched: Set<SessionID> = []
    /// Sessions that are owed a cursor frame.
    var owing: Set<SessionID> = []
    /// Sessions that would read a page, in the order of their coming.
    var readers = Fifo<SessionID>()
    var queuedReaders: Set<SessionID> = []
    var reading: [SessionID: UInt64] = [:]
    var lastReadTicket: UInt64 = 0
    var actions: [RouterAction] = []
    var gossip: [Gossip] = []
    var markers: [MarkerKey: Marker] = [:]
    var sweptAt: Timestamp?

    /// Makes a router that follows the log after a position.
    ///
    /// - Parameters:
    ///   - position: the log's head, as a query has just told it.
    ///   - digest: SHA-256.
    public init(at position: Position, settings: RouterSettings = RouterSettings(), digest: @escaping Digest) {
        self.settings = settings
        self.digest = digest
        follower = Follower(at: position, settings: settings.follower)
        directory = Directory(at: position, capacity: settings.directoryCapacity)
        duplicates = DuplicateWindow(capacity: settings.duplicateCapacity)
        personRates = RateLimits(settings.personRate, capacity: settings.rateCapacity)
        budget = MemoryBudget(bytes: settings.budget)
        presence = Presence(capacity: settings.rateCapacity)
        receipts = ReceiptWatch(capacity: settings.rateCapacity)
        parking = Parking(capacity: settings.mostParked)
    }

    /// How many clients are connected.
    public var sessionCount: Int { sessions.count }
    /// How many requests wait for what the directory does not know.
    public var parkedCount: Int { parking.count }
    /// A client, as it stands.
    public func session(_ id: SessionID) -> Session? { sessions[id] }

    /// Gives what is to be done about everything that has gone in since the last time.
    public mutating func flush(at now: Timestamp) -> [RouterAction] {
        for id in touched { handOver(to: id, at: now) }
        touched.removeAll(keepingCapacity: true)
        startReads(at: now)
        for missing in asking.questions(at: now, timeout: settings.parkedTimeout) { actions.append(.ask(missing)) }
        if let position = follower.question(at: now) { actions.append(.readLog(after: position)) }
        if !gossip.isEmpty {
            actions.append(.gossip(gossip))
            gossip = []
        }
        defer { actions = [] }
        return actions
    }

    private mutating func handOver(to id: SessionID, at now: Timestamp) {
        guard let handed = sessions[id]?.handOver(followerAt: follower.position, at: now, &budget) else { return }
        if !handed.frames.isEmpty { actions.append(.send(id, handed.frames)) }
        if handed.wantsPage, reading[id] == nil, queuedReaders.insert(id).inserted { readers.append(id) }
        if handed.owesCursor { owing.insert(id) } else { owing.remove(id) }
    }

    /// Asks for pages, so many at once as the settings allow, and none while the mailboxes are full.
    private mutating func startReads(at now: Timestamp) {
        while reading.count < settings.mostReads, !budget.isShedding || reading.isEmpty, let id = readers.popFirst() {
            queuedReaders.remove(id)
            guard reading[id] == nil, let person = sessions[id]?.person,
                let question = sessions[id]?.pageQuestion(at: now, ticket: lastReadTicket + 1)
            else { continue }
            lastReadTicket += 1
            reading[id] = lastReadTicket
            actions.append(.read(id, person, question))
        }
    }
}
