import Dispatch
import Logging
import Synchronization

/// When the service began to stop, and the last resort when it does not.
final class StopState: Sendable {
    private let began = Atomic<Bool>(false)
    private let cancelled = Atomic<Bool>(false)
    private let health: HealthRegistry
    private let logger: Logger
    private let limit: Duration
    private let lastResort: (@Sendable () -> Void)?

    /// The time after the limit that cancelled parts get before the last resort.
    static let grace = Duration.seconds(5)

    /// - Parameters:
    ///   - limit: how long stopping may take before everything is cancelled.
    ///   - lastResort: ends the process when even cancellation has no effect.
    init(health: HealthRegistry, logger: Logger, limit: Duration, lastResort: (@Sendable () -> Void)?) {
        self.health = health
        self.logger = logger
        self.limit = limit
        self.lastResort = lastResort
    }

    /// Whether the service is stopping.
    var hasBegun: Bool { began.load(ordering: .acquiring) }

    /// Whether a part was cancelled before it had ended by itself.
    var wasCancelled: Bool { cancelled.load(ordering: .acquiring) }

    /// Says that a part was cancelled.
    func noteCancellation() {
        cancelled.store(true, ordering: .releasing)
        begin(because: "cancelled")
    }

    /// Says that the service stops. Only the first call counts.
    func begin(because reason: String) {
        guard began.exchange(true, ordering: .acquiringAndReleasing) == false else { return }
        health.stop()
        logger.notice("Stopping", metadata: ["reason": "\(reason)", "limit": "\(DurationText.show(limit))"])
        guard let lastResort else { return }
        // Dispatch's own threads, because the tasks that hang may occupy all threads of Swift's pool.
        let seconds = Double((limit + Self.grace).components.seconds)
        DispatchQueue.global().asyncAfter(deadline: .now() + seconds, execute: lastResort)
    }
}
