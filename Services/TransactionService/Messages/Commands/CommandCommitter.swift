import Contracts
import Logging
import MessageRules
import Metrics
import Postgres
import ServiceKit

/// Decides and commits a group of commands, again and again until it has gone through.
struct CommandCommitter: Sendable {
    let store: CommandStore
    let health: HealthPart
    let pulse: Heartbeat
    let metrics: MessageCommandMetrics
    let logger: Logger

    /// Commits the commands and says what is to be told.
    ///
    /// An outage is waited out: nothing is acknowledged meanwhile. Data that the database refuses twice is halved, left half first, until the
    /// culprit is alone: it goes to the dead letters, the others commit.
    ///
    /// - Throws: `CancellationError` only: when the service stops during an outage. The messages then stay with the broker.
    func commit(_ group: [ReceivedCommand]) async throws -> CommandAnswers {
        var backoff = Backoff.databaseRetry
        var dataErrors = 0
        while true {
            do {
                let answers = try await attempt(group)
                if health.report(.ok) { logger.info("the database works") }
                return answers
            } catch {
                await store.rollback()
                try Task.checkCancellation()
                pulse.beat()
                metrics.retries.increment()
                let failure = error as? PostgresError
                if failure?.isUniqueViolation == true || failure?.isDataError == true {
                    dataErrors += 1
                    // The first time another instance may have been quicker; the second time it is the data.
                    guard dataErrors > 1 else { continue }
                    return try await divide(group, error)
                }
                if failure?.isSerializationConflict == true { continue }
                if failure?.isLockTimeout == true {
                    try await endFrozenWriters()
                    continue
                }
                if health.report(.failing("database: \(error)")) {
                    logger.warning("commands about messages wait for the database", metadata: ["error": "\(error)"])
                }
                try await Outage.pause(backoff.next())
            }
        }
    }

    private func attempt(_ group: [ReceivedCommand]) async throws -> CommandAnswers {
        var answers = CommandAnswers()
        let submissions = group.compactMap { try? $0.submission.get() }
        guard !submissions.isEmpty else {
            for received in group { answers.add(received, nil) }
            return answers
        }
        let begun = ContinuousClock.now
        let decision = try await store.commit(submissions)
        metrics.commit.record(duration: ContinuousClock.now - begun)
        metrics.count(decision.outcomes)
        answers.persisted = decision.persisted
        var outcomes = decision.outcomes[...]
        for received in group {
            answers.add(received, received.envelope == nil ? nil : outcomes.popFirst())
        }
        return answers
    }

    private func divide(_ group: [ReceivedCommand], _ error: any Error) async throws -> CommandAnswers {
        guard group.count > 1 else {
            logger.error(
                "the database refuses a command; it goes to the dead letters",
                metadata: ["message_id": "\(group[0].delivery.properties.messageID ?? "none")", "error": "\(error)"])
            var answers = CommandAnswers()
            answers.giveUp(group[0])
            return answers
        }
        let middle = group.count / 2
        let left = try await commit(Array(group[..<middle]))
        let right = try await commit(Array(group[middle...]))
        return left.followed(by: right)
    }

    private func endFrozenWriters() async throws {
        do {
            let ended = try await store.endFrozenWriters()
            logger.warning("ended whoever has held conversations for seconds", metadata: ["connections": "\(ended)"])
        } catch {
            try Task.checkCancellation()
            logger.warning("frozen writers cannot be ended; tried again", metadata: ["error": "\(error)"])
        }
    }
}
