/// Pauses between attempts: doubling up to a limit, each a random part of its step, so that many clients do not come back at once.
struct Backoff {
    private let minimum: Duration
    private let maximum: Duration
    private var step: Duration

    init(minimum: Duration, maximum: Duration) {
        self.minimum = max(minimum, .milliseconds(1))
        self.maximum = max(maximum, self.minimum)
        step = self.minimum
    }

    /// Between half of the step and all of it.
    mutating func next() -> Duration {
        defer { step = min(step * 2, maximum) }
        return step * Double.random(in: 0.5...1)
    }

    mutating func reset() { step = minimum }
}

/// What an attempt to connect leads to.
enum ConnectAttempt: Sendable {
    /// There is a connection, or nobody wants one any more, or trying again is of no use.
    case finished
    case again(after: Duration)
}
