/// The bounds of a router.
public struct RouterSettings: Hashable, Sendable {
    /// What a session may hold where its client says nothing else.
    public var session: SessionSettings
    /// How the log is followed.
    public var follower: Follower.Settings
    /// How many sessions there may be.
    public var mostSessions: Int
    /// How many of one person.
    public var mostSessionsOfOne: Int
    /// How many bytes may wait in all mailboxes together.
    public var budget: Int
    /// How many conversations and strangers are remembered.
    public var directoryCapacity: Int
    /// How many messages are remembered to tell duplicates.
    public var duplicateCapacity: Int
    /// How much one person may send, whatever they are connected by; services and admins as much as they like.
    public var personRate: RateLimit
    /// How many people's rates are remembered.
    public var rateCapacity: Int
    /// How many requests may wait for what the directory does not know.
    public var mostParked: Int
    /// How long a request waits, in microseconds.
    public var parkedTimeout: Int64
    /// How many pages may be asked for at once.
    public var mostReads: Int
    /// After how long a client that takes nothing is sent away, in microseconds.
    public var stallTimeout: Int64
    /// How often a session to which nothing happens is told the cursor, in microseconds.
    public var idleCursorInterval: Int64
    /// How many conversations of a person hear of their coming and going.
    public var presenceReach: Int

    /// Makes settings; without arguments those for 10,000 clients on a small machine.
    public init(
        session: SessionSettings = SessionSettings(), follower: Follower.Settings = Follower.Settings(),
        mostSessions: Int = 20_000, mostSessionsOfOne: Int = 16, budget: Int = 64 << 20,
        directoryCapacity: Int = 50_000, duplicateCapacity: Int = 100_000,
        personRate: RateLimit = RateLimit(burst: 200, perSecond: 50), rateCapacity: Int = 50_000,
        mostParked: Int = 2_000, parkedTimeout: Int64 = 5_000_000, mostReads: Int = 64,
        stallTimeout: Int64 = 30_000_000, idleCursorInterval: Int64 = 15_000_000, presenceReach: Int = 200
    ) {
        self.session = session
        self.follower = follower
        self.mostSessions = mostSessions
        self.mostSessionsOfOne = mostSessionsOfOne
        self.budget = budget
        self.directoryCapacity = directoryCapacity
        self.duplicateCapacity = duplicateCapacity
        self.personRate = personRate
        self.rateCapacity = rateCapacity
        self.mostParked = mostParked
        self.parkedTimeout = parkedTimeout
        self.mostReads = mostReads
        self.stallTimeout = stallTimeout
        self.idleCursorInterval = idleCursorInterval
        self.presenceReach = presenceReach
    }
}
