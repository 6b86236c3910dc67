import Contracts
import Ledger
import Logging
import Metrics
import Postgres
import ServiceKit

/// Loads, decides and commits a group of messages, again and again until it has gone through.
struct Committer: Sendable {
    let store: LedgerStore
    let health: HealthPart
    let pulse: Heartbeat
    let metrics: LaneMetrics
    let form: EventForm
    let logger: Logger

    /// Commits the messages' commands and says what is to be announced.
    ///
    /// An outage is waited out: nothing is acknowledged or requeued meanwhile. Data that the database refuses twice is halved, left half
    /// first, until the culprit is alone; it goes to the dead letters, the others commit.
    ///
    /// - Throws: `CancellationError` only: when the service stops during an outage. The messages then stay with the broker.
    func commit(_ group: [Received]) async throws -> Announcement {
        var backoff = Backoff.databaseRetry
        var dataErrors = 0
        while true {
            do {
                let announcement = try await attempt(group)
                if health.report(.ok) { logger.info("the database works") }
                return announcement
            } catch {
                await store.rollback()
                try Task.checkCancellation()
                pulse.beat()
                metrics.retries.increment()
                let failure = error as? PostgresError
                if failure?.isUniqueViolation == true || failure?.isDataError == true {
                    dataErrors += 1
                    // The first time somebody else may have been quicker with the same key; the second time it is the data.
                    guard dataErrors > 1 else { continue }
                    return try await divide(group, error)
                }
                if failure?.isSerializationConflict == true { continue }
                if health.report(.failing("database: \(error)")) {
                    logger.warning("committing waits for the database", metadata: ["error": "\(error)"])
                }
                try await Outage.pause(backoff.next())
            }
        }
    }

    private func attempt(_ group: [Received]) async throws -> Announcement {
        let commands = group.reduce(0) { $0 + $1.submissions.count }
        guard commands > 0 else {
            logger.tellRefused(group)
            return Announcement(unreadable: group)
        }
        let begun = ContinuousClock.now
        var book = try await store.load(Needs(group.lazy.flatMap(\.submissions).map(\.envelope)), commands: commands)
        let loaded = ContinuousClock.now
        let answers = group.map { book.answer($0) }
        let decided = ContinuousClock.now
        let row = try await store.commit(book)
        metrics.load.record(duration: loaded - begun)
        metrics.decide.record(duration: decided - loaded)
        metrics.commit.record(duration: ContinuousClock.now - decided)
        metrics.batch.record(commands)
        metrics.count(answers.flatMap(\.outcomes))
        logger.tellRefused(group, answers)
        var announcement = Announcement(
            group, answers, raised: book.changes.raised, outboxRow: row, at: book.now, form)
        for orphan in await store.takeOrphans().reversed() { announcement.precede(by: orphan, form) }
        return announcement
    }

    private func divide(_ group: [Received], _ error: any Error) async throws -> Announcement {
        guard group.count > 1 else {
            logger.error(
                "the database refuses a message; it goes to the dead letters",
                metadata: [
                    "message_id": "\(group[0].delivery.properties.messageID ?? "none")", "error": "\(error)",
                    "trace_id": "\(group[0].trace?.traceID ?? "none")",
                ])
            return Announcement(refused: group[0])
        }
        let middle = group.count / 2
        let left = try await commit(Array(group[..<middle]))
        let right = try await commit(Array(group[middle...]))
        return left.followed(by: right)
    }
}
