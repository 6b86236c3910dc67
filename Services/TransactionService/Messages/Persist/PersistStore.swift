import Contracts
import GroupCommit
import Logging
import Postgres

/// What was stored of a group of records.
struct Persisted: Sendable {
    /// In order, and without a gap between them.
    var records: [LogRecord] = []
    var markers: [Marker] = []
    /// The last position of the log.
    var head = Position.start
    var refused: [(item: PersistItem, error: CommandError)] = []
    /// How many had been stored before.
    var repeated = 0

    /// What one part of a group came to, and then the next one.
    func followed(by next: Persisted) -> Persisted {
        Persisted(
            records: records + next.records, markers: markers + next.markers, head: max(head, next.head),
            refused: refused + next.refused, repeated: repeated + next.repeated)
    }
}

/// The lane's view of the database: one connection, one segment for each group.
actor PersistStore: ConnectedStore {
    let configuration: PostgresConfiguration
    let logger: Logger
    var connection: PostgresConnection?
    /// Direct conversations that are there for certain; bounded by ``mostKnown``.
    private var known: Set<ConversationID> = []

    init(_ configuration: PostgresConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
    }

    /// Stores a group and commits it.
    ///
    /// - Throws: `PostgresError`; nothing of the group is stored then, or all of it where the connection was lost.
    func store(_ group: [PersistItem]) async throws -> Persisted {
        let plan = PersistPlan(group, known: known)
        let writes = PersistStatements(plan.entries, pairs: plan.pairs, markers: plan.markers)
        let results = try await open().run(writes.statements)
        let appended = try writes.appended(results)
        if known.count + plan.pairs.count > Self.mostKnown { known.removeAll() }
        known.formUnion(plan.pairs.keys)
        var persisted = Persisted(
            markers: try writes.moved(results), head: appended.head, refused: plan.refused, repeated: plan.repeated)
        persisted.records.reserveCapacity(plan.items.count)
        for (item, place) in zip(plan.items, appended.places) {
            switch place {
            case .new(let position):
                guard let content = item.record.content else { continue }
                persisted.records.append(
                    LogRecord(position: position, storedAt: appended.storedAt, content: content))
            case .repeated: persisted.repeated += 1
            case .contradicts: persisted.refused.append((item, PersistPlan.reused))
            }
        }
        return persisted
    }

    /// The last position of the log.
    func head() async throws -> Position {
        Position(try await open().run(Statement("SELECT position FROM messaging.head WHERE one"))[0].int64(0))
    }

    /// Ends the connections of those who are frozen and hold what this one waits for.
    ///
    /// - Returns: how many there were.
    func endFrozenWriters() async throws -> Int {
        try await open().run(Self.endFrozenWriters).count
    }

    private static let mostKnown = 100_000

    private static let endFrozenWriters = FrozenWriters.end(holding: ["conversations", "members", "delivered", "read"])
}

extension PersistRecord {
    /// What the log says of it; nil for a marker, which has no position.
    fileprivate var content: LogRecord.Content? {
        switch self {
        case .message(let message): .message(message)
        case .amendment(let amendment): .amendment(amendment)
        case .marker: nil
        }
    }
}
