/// What a subscription is to be.
public struct SubscriptionPlan: Sendable, Hashable {
    /// The name of its durable queue.
    public var queue: String
    /// Topics such as `wallet.*`; `#` for all events.
    public var topics: [String]
    /// How many events may be here unacknowledged, 1 to 65,535; at the same time the bound on those that wait for an older one.
    public var prefetch: UInt16
    /// How long an event waits for an older one of its accounts.
    public var patience: Duration
    /// How often the handler is called for one event before the subscription ends with ``LedgerFailure/handlerFailed(eventID:reason:)``.
    public var attempts: Int
    /// So many event ids, and as many accounts, are remembered.
    public var memory: Int
    /// Whether the queue survives the loss of the broker's disk on one of several nodes; a classic one is cheaper.
    public var isQuorum: Bool

    /// Makes a plan.
    ///
    /// - Parameter patience: 20 seconds where all events are subscribed, and else none: there missing versions mean nothing.
    public init(
        queue: String, topics: [String] = ["#"], prefetch: UInt16 = 100, patience: Duration? = nil, attempts: Int = 5,
        memory: Int = 100_000, isQuorum: Bool = true
    ) {
        self.queue = queue
        self.topics = topics
        self.prefetch = prefetch
        self.patience = patience ?? (topics.contains("#") ? .seconds(20) : .zero)
        self.attempts = max(attempts, 1)
        self.memory = memory
        self.isQuorum = isQuorum
    }
}
