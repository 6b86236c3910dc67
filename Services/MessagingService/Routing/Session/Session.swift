import Contracts

/// What one client gets: first what it missed, read from its cursor on; then what is delivered, merged with what is committed.
///
/// It sees every message of its streams once, though one that was delivered before its commit may come twice after a failure: clients drop by
/// id. Its cursor covers only what was handed over before it, or what a gap has told of.
public struct Session: Sendable {
    /// Where a session stands.
    enum Phase: Sendable {
        /// Its person's streams are not known yet.
        case waiting
        /// It reads what it missed.
        case catchingUp(CatchUp)
        /// It has everything that is committed, but for what waits in its mailbox.
        case live
    }

    /// Which one.
    public let id: SessionID
    /// Whose.
    public let person: PartyID
    /// On which device.
    public let device: String
    /// What it may hold.
    public let settings: SessionSettings
    var phase = Phase.waiting
    /// Every record up to here that concerns the session is in ``CatchUp/page``, in the mailbox, or handed over.
    var merged: Position
    /// Messages that were delivered before their commit and have no position yet, with their place in the mailbox.
    var live: RecentlyUsed<MessageID, Mailbox.Place>
    var mailbox: Mailbox
    var bucket: TokenBucket
    /// What the last cursor frame said.
    public internal(set) var claimed: Position
    /// What the client has confirmed.
    public internal(set) var acknowledged: Position
    var cursorSentAt: Timestamp?
    var inFlight = 0
    var writtenAt: Timestamp
    /// Whether the store has been asked about the client's cursor.
    var isConfirmed = false

    /// Makes a session that waits for its person's streams.
    ///
    /// - Parameter cursor: what the client has.
    public init(
        id: SessionID, person: PartyID, device: String, cursor: Position, settings: SessionSettings, at now: Timestamp
    ) {
        self.id = id
        self.person = person
        self.device = device
        self.settings = settings
        merged = cursor
        claimed = cursor
        acknowledged = cursor
        live = RecentlyUsed(capacity: settings.mostLive)
        mailbox = Mailbox(settings.mailbox)
        bucket = TokenBucket(settings.rate, at: now)
        writtenAt = now
    }

    /// Whether it has caught up.
    public var isLive: Bool {
        guard case .live = phase else { return false }
        return true
    }

    /// Whether bytes that were handed over are not written.
    public var isWaitingForClient: Bool { inFlight >= settings.window }

    /// Whether what comes now goes out in this round: it waits for nobody, and that others wait is no reason to leave it out.
    var isPassing: Bool { inFlight + mailbox.bytes < settings.window }

    /// Whether a message to this person alone would find no room.
    func isFull(for frame: Frame, _ budget: MemoryBudget) -> Bool {
        isLive && !mailbox.hasRoom(for: frame.json.count, frame.priority, budget, isPassing: isPassing)
    }

    /// The client has confirmed a cursor.
    ///
    /// - Returns: whether that moves its marker; what it was never told moves nothing.
    public mutating func acknowledge(_ cursor: Position) -> Bool {
        guard cursor > acknowledged, cursor <= claimed else { return false }
        acknowledged = cursor
        return true
    }

    /// So many bytes of what was handed over are written.
    public mutating func written(_ bytes: Int, at now: Timestamp) {
        inFlight = max(0, inFlight - bytes)
        writtenAt = now
    }
}
