import Contracts
import GroupCommit
import Logging
import Metrics
import ServiceKit

/// Stores groups of records, and says where.
struct Persistence: GroupCommitter {
    let store: PersistStore
    let health: HealthPart
    let pulse: Heartbeat
    let metrics: MessageMetrics
    let logger: Logger

    var retries: Counter { metrics.retries }

    func rollback() async { await store.rollback() }

    func join(_ first: Persisted, _ next: Persisted) -> Persisted { first.followed(by: next) }

    func endFrozenWriters() async throws -> Int? {
        let ended = try await store.endFrozenWriters()
        metrics.frozenWriters.increment(by: ended)
        return ended
    }

    func attempt(_ group: [PersistItem]) async throws -> Persisted {
        let begun = ContinuousClock.now
        let persisted = try await store.store(group)
        metrics.store.record(duration: ContinuousClock.now - begun)
        metrics.count(persisted, of: group.count)
        return persisted
    }

    func giveUp(_ item: PersistItem, _ error: any Error) -> Persisted {
        logger.error(
            "the database refuses a record; it goes to the dead letters",
            metadata: ["message_id": "\(item.origin.messageID ?? "none")", "error": "\(error)"])
        metrics.refused.increment()
        return Persisted(
            refused: [(item, CommandError(.internalError, "the database refuses what this record says"))])
    }
}
