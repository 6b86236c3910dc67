import ServiceLifecycle

/// What the service does while the broker or the database is away.
public enum Outage {
    /// Waits before the next attempt.
    ///
    /// - Throws: `CancellationError` when the service is to stop. What was not committed is delivered again, what was not announced is
    ///   in the outbox: an outage need not hold up a stop.
    public static func pause(_ duration: Duration) async throws {
        try await cancelWhenGracefulShutdown { try await Task.sleep(for: duration) }
        if Task.isShuttingDownGracefully { throw CancellationError() }
    }

    /// Does what may as well be left undone, and cancels it when the time is over.
    public static func attempt(within limit: Duration, _ work: @escaping @Sendable () async -> Void) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await work() }
            group.addTask { try? await Task.sleep(for: limit) }
            await group.next()
            group.cancelAll()
        }
    }
}
