import Foundation
import Synchronization

/// One incarnation of an instance: from joining until it leaves or its lease is lost. It never comes back under the same id.
final class Lease: Sendable {
    /// What its rows in the database are known by.
    let id = UUID().uuidString.lowercased()
    /// How long it lasts from a renewal on.
    let length: Duration

    private struct State {
        var until: ContinuousClock.Instant
        var hasEnded = false
    }

    private let state: Mutex<State>

    /// - Parameter begun: before the database was asked for it: its end is never later here than there.
    init(length: Duration, from begun: ContinuousClock.Instant) {
        self.length = length
        state = Mutex(State(until: begun + length))
    }

    /// Until when nobody else can take it. The clock also runs while the process is frozen or the machine sleeps.
    var until: ContinuousClock.Instant { state.withLock { $0.until } }

    /// Whether nobody can have taken it yet: only then may something be announced.
    var isValid: Bool { state.withLock { !$0.hasEnded && ContinuousClock.now < $0.until } }

    /// Whether it was given up or lost: nothing of it may be used any more.
    var hasEnded: Bool { state.withLock { $0.hasEnded } }

    /// Notes a renewal that was begun at that moment.
    func extend(from begun: ContinuousClock.Instant) {
        state.withLock { $0.until = max($0.until, begun + length) }
    }

    /// Ends it for good.
    func end() { state.withLock { $0.hasEnded = true } }
}
