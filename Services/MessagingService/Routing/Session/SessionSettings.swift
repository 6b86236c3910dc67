/// What one session may hold and how fast it talks.
public struct SessionSettings: Hashable, Sendable {
    /// What may wait for a slow client.
    public var mailbox: MailboxBounds
    /// How many bytes may be handed over and not yet written to the socket.
    public var window: Int
    /// How many records of a page of `stream.read`.
    public var pageSize: Int
    /// How many committed records are kept while the session catches up; beyond them it reads on to where they are.
    public var mostBuffered: Int
    /// How many bytes of them.
    public var mostBufferedBytes: Int
    /// How many messages are remembered that were delivered before their commit.
    public var mostLive: Int
    /// The least time between two cursor frames where one goes along with others, in microseconds.
    public var cursorInterval: Int64
    /// The least time between two cursor frames where one goes alone: a write of its own, for which nobody waits; in microseconds.
    public var loneCursorInterval: Int64
    /// After how long without an answer a page is asked for again, in microseconds.
    public var readTimeout: Int64
    /// After how long a page that could not be read is asked for again, in microseconds.
    public var readPause: Int64
    /// How much one connection may send.
    public var rate: RateLimit

    /// Makes settings; without arguments those for a telephone.
    public init(
        mailbox: MailboxBounds = MailboxBounds(), window: Int = 64 << 10, pageSize: Int = 100, mostBuffered: Int = 256,
        mostBufferedBytes: Int = 256 << 10, mostLive: Int = 512, cursorInterval: Int64 = 50_000,
        loneCursorInterval: Int64 = 500_000, readTimeout: Int64 = 5_000_000, readPause: Int64 = 500_000,
        rate: RateLimit = RateLimit(burst: 100, perSecond: 20)
    ) {
        self.mailbox = mailbox
        self.window = window
        self.pageSize = pageSize
        self.mostBuffered = mostBuffered
        self.mostBufferedBytes = mostBufferedBytes
        self.mostLive = mostLive
        self.cursorInterval = cursorInterval
        self.loneCursorInterval = loneCursorInterval
        self.readTimeout = readTimeout
        self.readPause = readPause
        self.rate = rate
    }
}
