/// The pauses between attempts that fail: each twice the last one, up to a limit, shortened at random by up to half.
struct Backoff {
    private let first: Duration
    private let longest: Duration
    private var failures = 0
    private var notBefore: ContinuousClock.Instant?
    private(set) var lastError: PostgresError?

    init(first: Duration, longest: Duration) {
        self.first = first
        self.longest = longest
    }

    var isFailing: Bool { failures > 0 }

    /// How long the next attempt has to wait.
    func pause(at now: ContinuousClock.Instant) -> Duration {
        notBefore.map { max($0 - now, .zero) } ?? .zero
    }

    mutating func fail(_ error: PostgresError, at now: ContinuousClock.Instant) {
        lastError = error
        failures += 1
        // Attempts that were under way together count as one: the pause that the first of them began is long enough.
        if let notBefore, notBefore > now { return }
        let doubled = first * Double(1 << min(failures - 1, 20))
        // At random, so that a restarted server does not see all its clients in the same instant.
        notBefore = now + min(doubled, longest) * Double.random(in: 0.5...1)
    }

    mutating func succeed() {
        failures = 0
        notBefore = nil
        lastError = nil
    }
}
