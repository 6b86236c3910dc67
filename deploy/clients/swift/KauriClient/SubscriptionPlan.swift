import Contracts
import RabbitMQ

/// What a subscription is to be.
public struct SubscriptionPlan: Sendable, Hashable {
    /// The name of its durable queue.
    public var queue: String
    /// Topics such as `wallet.*`; `#` for all events. Batches have events of all types, and no topics.
    public var topics: [String]
    /// Whether the events of a commit are taken in one message, for which the service's `KAURI_EVENTS` must be `batch` or `both`.
    public var isBatched: Bool
    /// How many messages may be here unacknowledged, 1 to 65,535; so many events, of batches a thousand times as many, may wait for an older one.
    public var prefetch: UInt16
    /// How long an event waits for an older one of its accounts.
    public var patience: Duration
    /// How often the handler is called for one event before the subscription ends with ``LedgerFailure/handlerFailed(eventID:reason:)``.
    public var attempts: Int
    /// So many event ids, and as many accounts, are remembered.
    public var memory: Int
    /// Whether the queue survives the loss of the broker's disk on one of several nodes; a classic one is cheaper.
    public var isQuorum: Bool

    /// A plan for all events, those of a commit in one message: the cheapest way to follow a busy ledger.
    public static func batches(queue: String, prefetch: UInt16 = 4, attempts: Int = 5) -> SubscriptionPlan {
        var plan = SubscriptionPlan(queue: queue, prefetch: prefetch, attempts: attempts)
        plan.isBatched = true
        return plan
    }

    /// Makes a plan.
    ///
    /// - Parameter patience: 20 seconds where all events are subscribed, and else none: there missing versions mean nothing.
    public init(
        queue: String, topics: [String] = ["#"], prefetch: UInt16 = 100, patience: Duration? = nil, attempts: Int = 5,
        memory: Int = 100_000, isQuorum: Bool = true
    ) {
        self.queue = queue
        self.topics = topics
        isBatched = false
        self.prefetch = prefetch
        self.patience = patience ?? (topics.contains("#") ? .seconds(20) : .zero)
        self.attempts = max(attempts, 1)
        self.memory = memory
        self.isQuorum = isQuorum
    }
    /// Where the queue is bound to: by topics, or to the batches.
    var bindings: [Topology.Binding] {
        guard !isBatched else {
            return [.init(exchange: LedgerTopology.eventBatches, to: .queue(queue), routingKey: "")]
        }
        return topics.map { .init(exchange: LedgerTopology.events, to: .queue(queue), routingKey: $0) }
    }

    /// How many events may wait for an older one.
    var capacity: Int { Int(prefetch) * (isBatched ? CommandMessage.maximumBatch : 1) }
}
