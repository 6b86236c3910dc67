import Contracts
import GroupCommit
import Ledger
import Logging
import Metrics
import Postgres
import ServiceKit

/// Loads, decides and commits groups of messages, and says what is to be announced.
struct Committer: GroupCommitter {
    let store: LedgerStore
    let health: HealthPart
    let pulse: Heartbeat
    let metrics: LaneMetrics
    let form: EventForm
    let logger: Logger

    var retries: Counter { metrics.retries }

    func rollback() async { await store.rollback() }

    func join(_ first: Announcement, _ next: Announcement) -> Announcement { first.followed(by: next) }

    func attempt(_ group: [Received]) async throws -> Announcement {
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

    func giveUp(_ received: Received, _ error: any Error) -> Announcement {
        logger.error(
            "the database refuses a message; it goes to the dead letters",
            metadata: [
                "message_id": "\(received.delivery.properties.messageID ?? "none")", "error": "\(error)",
                "trace_id": "\(received.trace?.traceID ?? "none")",
            ])
        return Announcement(refused: received)
    }
}
