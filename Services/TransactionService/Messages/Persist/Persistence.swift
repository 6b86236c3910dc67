import Contracts
import Logging
import Metrics
import Postgres
import ServiceKit

/// Stores a group of records, again and again until it has gone through.
struct Persistence: Sendable {
    let store: PersistStore
    let health: HealthPart
    let pulse: Heartbeat
    let metrics: MessageMetrics
    let logger: Logger

    /// Stores the records and says where.
    ///
    /// An outage is waited out: nothing is acknowledged meanwhile. Data that the database refuses is halved, left half first, until the culprit
    /// is alone: that one is refused, the others are stored.
    ///
    /// - Throws: `CancellationError` only: when the service stops during an outage. The messages then stay with the broker.
    func persist(_ group: [PersistItem]) async throws -> Persisted {
        var backoff = Backoff.databaseRetry
        while true {
            do {
                let begun = ContinuousClock.now
                let persisted = try await store.store(group)
                if health.report(.ok) { logger.info("the database works") }
                metrics.store.record(duration: ContinuousClock.now - begun)
                metrics.count(persisted, of: group.count)
                return persisted
            } catch {
                await store.rollback()
                try Task.checkCancellation()
                pulse.beat()
                metrics.retries.increment()
                let failure = error as? PostgresError
                if failure?.isDataError == true { return try await divide(group, error) }
                if failure?.isSerializationConflict == true { continue }
                if failure?.isLockTimeout == true {
                    try await endFrozenWriters()
                    continue
                }
                if health.report(.failing("database: \(error)")) {
                    logger.warning("storing messages waits for the database", metadata: ["error": "\(error)"])
                }
                try await Outage.pause(backoff.next())
            }
        }
    }

    private func divide(_ group: [PersistItem], _ error: any Error) async throws -> Persisted {
        guard group.count > 1 else {
            logger.error(
                "the database refuses a record; it goes to the dead letters",
                metadata: ["message_id": "\(group[0].origin.messageID ?? "none")", "error": "\(error)"])
            metrics.refused.increment()
            let reason = CommandError(.internalError, "the database refuses what this record says")
            return Persisted(refused: [(group[0], reason)])
        }
        let middle = group.count / 2
        let left = try await persist(Array(group[..<middle]))
        let right = try await persist(Array(group[middle...]))
        return left.followed(by: right)
    }

    private func endFrozenWriters() async throws {
        do {
            let ended = try await store.endFrozenWriters()
            metrics.frozenWriters.increment(by: ended)
            logger.warning("ended whoever has held the log for seconds", metadata: ["connections": "\(ended)"])
        } catch {
            try Task.checkCancellation()
            logger.warning("frozen writers cannot be ended; tried again", metadata: ["error": "\(error)"])
        }
    }
}
