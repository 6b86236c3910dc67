import Contracts
import GroupCommit
import Logging
import MessageRules
import Metrics
import Postgres
import ServiceKit

/// Decides and commits groups of commands, and says what is to be told.
struct CommandCommitter: GroupCommitter {
    let store: CommandStore
    let health: HealthPart
    let pulse: Heartbeat
    let metrics: MessageCommandMetrics
    let logger: Logger

    var retries: Counter { metrics.retries }

    func rollback() async { await store.rollback() }

    func join(_ first: CommandAnswers, _ next: CommandAnswers) -> CommandAnswers { first.followed(by: next) }

    func endFrozenWriters() async throws -> Int? { try await store.endFrozenWriters() }

    func attempt(_ group: [ReceivedCommand]) async throws -> CommandAnswers {
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

    func giveUp(_ received: ReceivedCommand, _ error: any Error) -> CommandAnswers {
        logger.error(
            "the database refuses a command; it goes to the dead letters",
            metadata: ["message_id": "\(received.delivery.properties.messageID ?? "none")", "error": "\(error)"])
        var answers = CommandAnswers()
        answers.giveUp(received)
        return answers
    }
}
