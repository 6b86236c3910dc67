import Contracts

/// How much somebody may send: so many at once, and so many a second after that.
public struct RateLimit: Hashable, Sendable {
    /// At once; at least 1.
    public var burst: Int64
    /// Each second; at least 1.
    public var perSecond: Int64

    /// Makes a limit; values below 1 become 1.
    public init(burst: Int64, perSecond: Int64) {
        self.burst = max(1, burst)
        self.perSecond = max(1, perSecond)
    }
}

/// A bucket that holds a limit's burst and fills again as time passes; in millionths of a message, so that nothing is rounded away.
public struct TokenBucket: Hashable, Sendable {
    private let limit: RateLimit
    private var millionths: Int64
    private var filledAt: Timestamp

    /// A full one.
    public init(_ limit: RateLimit, at now: Timestamp) {
        self.limit = limit
        millionths = limit.burst * 1_000_000
        filledAt = now
    }

    /// Takes room for so many messages; what costs more than the whole burst takes all of it, and owes the rest.
    ///
    /// - Returns: nil where there was room, otherwise after how many microseconds there will be.
    public mutating func take(_ count: Int, at now: Timestamp) -> Int64? {
        fill(at: now)
        let cost = Int64(count) * 1_000_000
        let required = min(cost, limit.burst * 1_000_000)
        guard millionths >= required else {
            return (required - millionths + limit.perSecond - 1) / limit.perSecond
        }
        millionths -= cost
        return nil
    }

    private mutating func fill(at now: Timestamp) {
        // A clock that goes backwards fills nothing.
        guard now > filledAt else { return }
        let whole = limit.burst * 1_000_000
        let (span, spanOverflow) = now.microseconds.subtractingReportingOverflow(filledAt.microseconds)
        let (gain, gainOverflow) = span.multipliedReportingOverflow(by: limit.perSecond)
        let (sum, sumOverflow) = millionths.addingReportingOverflow(gain)
        millionths = spanOverflow || gainOverflow || sumOverflow ? whole : min(whole, sum)
        filledAt = now
    }
}

/// A bucket for each of many; those not used for longest are forgotten first, and a forgotten one is full.
public struct RateLimits<Key: Hashable & Sendable>: Sendable {
    private let limit: RateLimit
    private var buckets: RecentlyUsed<Key, TokenBucket>

    /// - Parameter capacity: how many are remembered. More senders than that within the time in which a bucket fills get more than the limit.
    public init(_ limit: RateLimit, capacity: Int) {
        self.limit = limit
        buckets = RecentlyUsed(capacity: capacity)
    }

    /// Takes room for so many messages of one.
    ///
    /// - Returns: nil where there was room, otherwise after how many microseconds there will be.
    public mutating func take(_ count: Int, of key: Key, at now: Timestamp) -> Int64? {
        var bucket = buckets.use(key) ?? TokenBucket(limit, at: now)
        let wait = bucket.take(count, at: now)
        buckets.insert(bucket, for: key)
        return wait
    }

    /// How many are remembered.
    public var count: Int { buckets.count }
}
