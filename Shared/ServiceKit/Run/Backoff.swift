/// Growing pauses between attempts, with jitter so that many who wait do not come back at once.
///
/// Source: "Exponential Backoff And Jitter", AWS Architecture Blog 2015 ("equal jitter").
public struct Backoff: Sendable {
    private var current: Duration
    private let first: Duration
    private let longest: Duration

    /// Pauses that double from the first to the longest.
    public init(first: Duration, longest: Duration) {
        self.first = first
        self.longest = longest
        current = first
    }

    /// The next pause: half of it fixed, half of it by chance.
    public mutating func next() -> Duration {
        defer { current = min(current * 2, longest) }
        return current / 2 + current / 2 * Double.random(in: 0...1)
    }

    /// Starts from the first pause again.
    public mutating func reset() { current = first }

    /// For the broker.
    public static var brokerRetry: Backoff { Backoff(first: .milliseconds(50), longest: .seconds(5)) }
    /// For the database.
    public static var databaseRetry: Backoff { Backoff(first: .milliseconds(20), longest: .seconds(5)) }
}
