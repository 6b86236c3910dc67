import Synchronization

/// The sign of life of a loop, such as a lane.
///
/// The loop calls ``beat(at:)`` whenever it makes progress, retries of a lost dependency included, and ``rest()`` before it
/// waits for work: an idle loop is never stuck.
public final class Heartbeat: Sendable {
    /// The name in the answer of `/health/live`.
    public let name: String
    /// How long the loop may be busy without progress.
    public let limit: Duration

    private static let resting = Int64.min
    private let origin: SuspendingClock.Instant
    /// Nanoseconds from the origin to the last beat, or `resting`.
    private let last = Atomic<Int64>(Heartbeat.resting)

    init(name: String, limit: Duration, origin: SuspendingClock.Instant = .now) {
        self.name = name
        self.limit = limit
        self.origin = origin
    }

    /// Says that the loop works and makes progress. Costs one reading of the clock and one store.
    public func beat(at now: SuspendingClock.Instant = .now) {
        last.store(nanoseconds(to: now), ordering: .relaxed)
    }

    /// Says that the loop waits for work.
    public func rest() {
        last.store(Self.resting, ordering: .relaxed)
    }

    /// Whether the loop has been busy without progress for longer than its limit.
    func isStuck(at now: SuspendingClock.Instant) -> Bool {
        let last = last.load(ordering: .relaxed)
        guard last != Self.resting else { return false }
        return Duration.nanoseconds(nanoseconds(to: now) - last) > limit
    }

    private func nanoseconds(to now: SuspendingClock.Instant) -> Int64 {
        let (seconds, attoseconds) = origin.duration(to: now).components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
