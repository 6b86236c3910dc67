import Contracts
import Postgres
import RabbitMQ

/// A place among the events that the database has.
public enum EventPlace: Sendable {
    /// The first event that is not earlier; at the end of a range, the last one that is not later.
    case time(Timestamp)
    /// This very event.
    case event(EventID)

    /// Reads RFC 3339 or `evt_…`; nil for anything else.
    public init?(text: String) {
        if let id = EventID(text: text) {
            self = .event(id)
        } else if let time = Timestamp(rfc3339: text) {
            self = .time(time)
        } else {
            return nil
        }
    }
}

/// The events of the database in the order in which they were decided, read from the stored outcomes and flags of one snapshot.
///
/// The order is the time of the decision, then the number. Numbers alone would not do: lanes take them in blocks, so a lane may use up an older
/// block while another has long begun a newer one. A batch has one time, which is read once its accounts are locked: so the order agrees
/// with the versions of every account with a limit, and the events of a commit stand together.
public struct StoredEvents {
    private let connection: PostgresConnection
    private var left: [LedgerEvent] = []
    private var isExhausted = false
    /// How many events there are.
    public let count: Int

    /// Some whole commits, as they are published.
    public struct Page: Sendable {
        /// In order; all are to be confirmed.
        public let messages: [OutgoingMessage]
        /// How many events they carry.
        public let events: Int
        /// The first event.
        public let first: EventID
        /// The last event.
        public let last: EventID
    }

    /// Why there is no such range.
    public enum Failure: Error {
        /// The database has no event with this id.
        case unknownEvent(EventID)
    }

    /// Opens a range on a connection that nobody else uses until ``close()``.
    ///
    /// - Parameters:
    ///   - from: the first event; nil for all from the beginning.
    ///   - after: an event that is left out with all before it.
    ///   - through: the last event; nil for the end.
    public init(
        _ connection: PostgresConnection, from: EventPlace?, after: EventID? = nil, through: EventPlace? = nil
    ) async throws {
        self.connection = connection
        try await connection.run(Statement("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"))
        let first = try await Self.bounds(from, isEnd: false, connection)
        let after = try await Self.bounds(after.map { .event($0) }, isEnd: false, connection)
        let last = try await Self.bounds(through, isEnd: true, connection)
        let lower = after.map { (time: $0.time, number: $0.number + 1) }
        let begin = [first, lower].compactMap { $0 }.max { ($0.time, $0.number) < ($1.time, $1.number) }
        let range: [Parameter] = [
            .timestamp(begin?.time ?? -1 << 52), .int64(begin?.number ?? 0),
            .timestamp(last?.time ?? 1 << 54), .int64(last?.number ?? .max),
        ]
        count = Int(
            try await connection.run(Statement(once: "SELECT count(*) FROM (\(Self.announced)) AS counted", range))[0]
                .int64(0))
        try await connection.run([
            Statement(
                once: "DECLARE stored NO SCROLL CURSOR FOR \(Self.announced) ORDER BY at, number", range),
            // From here on, only look-ups of known numbers: the planner would rather read the whole table.
            Statement(once: "SET LOCAL enable_hashjoin = off"), Statement(once: "SET LOCAL enable_mergejoin = off"),
            Statement(once: "SET LOCAL enable_seqscan = off"),
        ])
    }

    /// The next commits; nil at the end.
    ///
    /// - Parameter form: how they are published.
    public mutating func next(as form: EventForm) async throws -> Page? {
        // What may still go on in the next rows is kept back, so that a commit's events stay in one batch.
        while !isExhausted, left.first?.time == left.last?.time || left.count < Self.pageSize { try await fetch() }
        var end = left.count
        if !isExhausted, let last = left.last {
            end = (left.lastIndex { $0.time != last.time } ?? end - 1) + 1
        }
        let page = left[..<end]
        guard let first = page.first, let last = page.last else { return nil }
        left.removeFirst(end)
        var messages: [OutgoingMessage] = []
        for commit in page.commits { messages += form.messages(of: commit) }
        return Page(messages: messages, events: page.count, first: first.id, last: last.id)
    }

    /// Ends the snapshot.
    public func close() async {
        try? await connection.rollback()
    }

    private mutating func fetch() async throws {
        let rows = try await connection.run(Statement(once: "FETCH \(Self.pageSize) FROM stored"))
        isExhausted = rows.rowCount < Self.pageSize
        let numbers = try rows.map { try $0.int64(1) }
        left += try OutboxStatements.events(try await connection.run(OutboxStatements.outcomes(numbers)))
    }

    private static func bounds(
        _ place: EventPlace?, isEnd: Bool, _ connection: PostgresConnection
    ) async throws -> (time: Int64, number: Int64)? {
        switch place {
        case nil: return nil
        case .time(let time): return (time.microseconds, isEnd ? .max : 0)
        case .event(let id):
            let found = try await connection.run(Statement(once: Self.timeOfEvent, [.int64(id.number)]))
            guard let row = found.first else { throw Failure.unknownEvent(id) }
            return (try row.timestamp(0), id.number)
        }
    }

    private static let pageSize = 2_000

    private static let announced = """
        SELECT at, number FROM (
            SELECT decided_at AS at, number FROM outcomes
            WHERE is_committed AND decided_at >= $1::timestamptz AND decided_at <= $3::timestamptz
            UNION ALL
            SELECT raised_at, id FROM risk_flags WHERE raised_at >= $1::timestamptz AND raised_at <= $3::timestamptz
        ) AS event
        WHERE (at, number) >= ($1::timestamptz, $2::bigint) AND (at, number) <= ($3::timestamptz, $4::bigint)
        """

    private static let timeOfEvent = """
        SELECT decided_at FROM outcomes WHERE number = $1::bigint AND is_committed
        UNION ALL SELECT raised_at FROM risk_flags WHERE id = $1::bigint
        """
}

extension ArraySlice<LedgerEvent> {
    /// The events of each commit: those that have the same time.
    fileprivate var commits: [[LedgerEvent]] {
        var commits: [[LedgerEvent]] = []
        for event in self {
            if commits.last?.last?.time == event.time {
                commits[commits.count - 1].append(event)
            } else {
                commits.append([event])
            }
        }
        return commits
    }
}
