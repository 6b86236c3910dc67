import Logging
import Metrics
import ServiceKit

/// Commits groups, each again and again until it has gone through.
public protocol GroupCommitter: Sendable {
    /// What a group is of.
    associatedtype Item: Sendable
    /// What a group comes to.
    associatedtype Outcome: Sendable

    /// Where it is told whether the database works.
    var health: HealthPart { get }
    /// Shows that an attempt which is repeated is no standstill.
    var pulse: Heartbeat { get }
    /// Counts attempts that failed.
    var retries: Counter { get }
    /// Where outages are told.
    var logger: Logger { get }

    /// Commits a group, or leaves no trace of it once ``rollback()`` has been called.
    func attempt(_ group: [Item]) async throws -> Outcome
    /// Ends an attempt that failed. Never throws: what cannot even be ended is given up.
    func rollback() async
    /// What an item comes to that the database refuses.
    func giveUp(_ item: Item, _ error: any Error) -> Outcome
    /// What two groups came to, one after the other.
    func join(_ first: Outcome, _ next: Outcome) -> Outcome
    /// Ends the connections of those who have held for seconds what is waited for.
    ///
    /// - Returns: how many there were; 0 where whoever it is may not be ended, nil where they are only waited for.
    func endFrozenWriters() async throws -> Int?
}

extension GroupCommitter {
    public func endFrozenWriters() async throws -> Int? { nil }

    /// Commits a group and says what it came to.
    ///
    /// An outage is waited out: nothing is acknowledged or requeued meanwhile. Data that the database refuses twice is halved, left half
    /// first, until the culprit is alone and given up; the others commit.
    ///
    /// - Throws: `CancellationError` only: when the service stops during an outage. The messages then stay with the broker.
    public func commit(_ group: [Item]) async throws -> Outcome {
        var backoff = Backoff.databaseRetry
        var refusals = 0
        while true {
            do {
                let outcome = try await attempt(group)
                if health.report(.ok) { logger.info("the database works") }
                return outcome
            } catch {
                await rollback()
                try Task.checkCancellation()
                pulse.beat()
                retries.increment()
                switch FailedAttempt(error) {
                case .conflict: continue
                case .data:
                    refusals += 1
                    if refusals > 1 { return try await divide(group, error) }
                case .blocked:
                    if try await unblock() { continue }
                    try await waitOut(error, backoff.next())
                case .outage: try await waitOut(error, backoff.next())
                }
            }
        }
    }

    private func divide(_ group: [Item], _ error: any Error) async throws -> Outcome {
        guard group.count > 1 else { return giveUp(group[0], error) }
        let middle = group.count / 2
        let left = try await commit(Array(group[..<middle]))
        return join(left, try await commit(Array(group[middle...])))
    }

    private func waitOut(_ error: any Error, _ pause: Duration) async throws {
        if health.report(.failing("database: \(error)")) {
            logger.warning("committing waits for the database", metadata: ["error": "\(error)"])
        }
        try await Outage.pause(pause)
    }

    /// - Returns: whether anybody was ended, so that there is hope at once.
    private func unblock() async throws -> Bool {
        do {
            guard let ended = try await endFrozenWriters(), ended > 0 else { return false }
            logger.warning("ended whoever has held the store for seconds", metadata: ["connections": "\(ended)"])
            return true
        } catch {
            try Task.checkCancellation()
            logger.warning("frozen writers cannot be ended; tried again", metadata: ["error": "\(error)"])
            return false
        }
    }
}
