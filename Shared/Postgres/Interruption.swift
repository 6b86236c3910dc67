/// Decides, between two waits, whether the statements under way go on, are cancelled, or are given up.
///
/// Cancelling is a request: it takes time, it may come too late, and with several segments under way it hits only the
/// one that runs. So it is repeated until everything has been answered, and has an end of its own.
struct Interruption: ~Copyable {
    /// Why the statements are being cancelled.
    private(set) var reason: PostgresError.Code?
    private var deadline: ContinuousClock.Instant?
    private var giveUpAt: ContinuousClock.Instant?
    private var repeatAt: ContinuousClock.Instant?
    private var request: CancelRequest?

    private let queryTimeout: Duration?
    private let cancelTimeout: Duration
    private let isShielded: Bool
    private static let pause = Duration.milliseconds(100)

    /// - Parameters:
    ///   - queryTimeout: the time for each segment.
    ///   - cancelTimeout: the time that cancelling may take; zero to close the connection at once instead.
    ///   - isShielded: the calling task's cancellation does not count, for ROLLBACK.
    init(queryTimeout: Duration?, cancelTimeout: Duration, isShielded: Bool) {
        self.queryTimeout = queryTimeout
        self.cancelTimeout = cancelTimeout
        self.isShielded = isShielded
        restart()
    }

    /// A segment has been answered: the next one has its own time.
    mutating func restart() {
        deadline = queryTimeout.map { .now + $0 }
    }

    /// Whether a request is on its way that could still hit the statements of a later call.
    var mustWait: Bool { request.map { !$0.isFinished } ?? false }

    /// When ``review(_:wake:)`` has to be called next, at the latest.
    var nextReview: ContinuousClock.Instant? {
        guard reason != nil, let giveUpAt else { return deadline }
        guard let repeatAt, !mustWait else { return giveUpAt }
        return min(repeatAt, giveUpAt)
    }

    /// Sends a cancel request when it is time.
    ///
    /// - Returns: false when the server has not answered that either: the connection is to be closed.
    mutating func review(_ connection: OpaquePointer, wake: WakeCounter) -> Bool {
        if reason == nil {
            if !isShielded, Task.isCancelled {
                begin(.cancelled, .now)
            } else if let deadline, ContinuousClock.now >= deadline {
                begin(.timeout, .now)
            } else {
                return true
            }
        }
        let now = ContinuousClock.now
        if let giveUpAt, now >= giveUpAt { return false }
        if !mustWait, let repeatAt, now >= repeatAt {
            request = CancelRequest(connection: connection, wake: wake)
            self.repeatAt = now + Self.pause
        }
        return true
    }

    private mutating func begin(_ reason: PostgresError.Code, _ now: ContinuousClock.Instant) {
        self.reason = reason
        giveUpAt = now + cancelTimeout
        repeatAt = now
    }
}
