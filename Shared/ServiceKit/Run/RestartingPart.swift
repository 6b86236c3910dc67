import Logging
import ServiceLifecycle

/// Runs a part of the service again whenever it throws: alone, with growing pauses, while the others go on.
///
/// A part that fails again and again makes the service not ready until it has worked for a while. What no new attempt mends ends the process as
/// ever, which is started again from outside: a ``ServiceFailure``, a part that ends without being asked to, a trap.
public struct RestartingPart: Service, CustomStringConvertible {
    /// When failures count as repeated, and when they are forgotten.
    public struct Limits: Sendable {
        /// The pauses before new attempts.
        public var backoff = Backoff(first: .milliseconds(100), longest: .seconds(10))
        /// From how many failures in a row the service is not ready; at least 1.
        public var failures = 3
        /// How long the part must work until its failures are forgotten.
        public var calm = Duration.seconds(30)

        /// The usual limits.
        public init() {}
    }

    private let part: any Service
    private let health: HealthPart
    private let limits: Limits
    private let logger: Logger
    private let recover: @Sendable () async -> Void

    /// Supervises a part whose `run()` may be called again after it has thrown.
    ///
    /// - Parameters:
    ///   - health: where parts register; this one's restarts get a name of their own there.
    ///   - isRequired: whether the service is ready only while the part does not fail again and again.
    ///   - recover: gives back what the failed attempt held; done before each new one.
    public init(
        _ part: any Service, health: HealthRegistry, isRequired: Bool = true, limits: Limits = Limits(), logger: Logger,
        recover: @escaping @Sendable () async -> Void = {}
    ) {
        self.part = part
        self.health = health.register("\(part) restarts", isRequired: isRequired)
        self.limits = limits
        self.logger = logger
        self.recover = recover
    }

    /// The part's own description.
    public var description: String { "\(part)" }

    /// Runs the part until it ends, is cancelled, or cannot go on.
    ///
    /// - Throws: what the part throws while it is asked to stop, and a ``ServiceFailure`` at any time.
    public func run() async throws {
        health.report(.ok)
        var backoff = limits.backoff
        var failures = 0
        while true {
            let begun = ContinuousClock.now
            do {
                return try await attempt(after: failures)
            } catch  where Task.isCancelled || Task.isShuttingDownGracefully || error is ServiceFailure {
                throw error
            } catch {
                if ContinuousClock.now - begun >= limits.calm {
                    failures = 0
                    backoff.reset()
                }
                failures += 1
                logger.error(
                    "A part of the service failed and is run again",
                    metadata: ["part": "\(part)", "error": "\(error)", "failures": "\(failures)"])
                if failures >= limits.failures {
                    health.report(.failing("failed \(failures) times in a row: \(error)"))
                }
            }
            try await Outage.pause(backoff.next())
            await recover()
        }
    }

    /// One life of the part; once it has worked for a while, nobody is told of the failures before it.
    private func attempt(after failures: Int) async throws {
        guard failures > 0 else { return try await part.run() }
        let forgetting = Task { [health, limits] in
            try await Task.sleep(for: limits.calm)
            health.report(.ok)
        }
        defer { forgetting.cancel() }
        try await part.run()
    }
}
