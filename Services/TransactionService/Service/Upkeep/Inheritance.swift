import Logging
import ServiceKit

/// What a new instance does before it takes commands: announce what a dead one has left behind, so that events keep their order.
struct Inheritance: Sendable {
    let lease: LeaseStore
    let relay: OutboxRelay
    let patience: Duration
    let logger: Logger

    /// Waits for leases of the dead to run out, but not for the living, who announce their own.
    func settle() async throws {
        let deadline = ContinuousClock.now + patience + .seconds(1)
        var backoff = Backoff.brokerRetry
        while true {
            do {
                try await lease.renew()
                let left = try await relay.relay()
                if left == 0 || ContinuousClock.now >= deadline { return }
                try await Task.sleep(for: .milliseconds(100))
            } catch  where !Task.isCancelled {
                // The broker or the database is away; without them there is nothing to do but to wait.
                logger.warning("waiting to announce what was left behind", metadata: ["error": "\(error)"])
                guard ContinuousClock.now < deadline + .seconds(60) else {
                    throw ServiceFailure.dependencyAway("\(error)")
                }
                try await Task.sleep(for: backoff.next())
            }
        }
    }
}
