import Contracts
import Postgres

/// Everything that a batch writes, as one pipelined segment which is a transaction of its own.
///
/// Conversations of pairs come first, then markers, each in the order of their keys, and the head of the log last: everybody who writes keeps
/// that order, so nobody waits in a circle.
struct PersistStatements {
    private(set) var statements: [Statement] = []
    /// What is appended; nil for markers alone, which leave the head as it is.
    let append: LogAppend?
    private var deliveredIndex: Int?
    private var readIndex: Int?

    /// - Parameters:
    ///   - entries: what is appended to the log.
    ///   - pairs: direct conversations that may not be there yet.
    init(_ entries: [LogEntry], pairs: [ConversationID: [PartyID]], markers: CompactMarkers) {
        append = entries.isEmpty ? nil : LogAppend(entries)
        if !pairs.isEmpty { statements.append(Self.create(pairs.sorted { $0.key < $1.key })) }
        if !markers.delivered.isEmpty {
            deliveredIndex = statements.count
            statements.append(Self.move(delivered: markers.delivered))
        }
        if !markers.read.isEmpty {
            readIndex = statements.count
            statements.append(Self.move(read: markers.read))
        }
        statements += append?.statements ?? [Statement("SELECT position, appended_at FROM messaging.head WHERE one")]
    }

    /// The last position of the log, and what became of the entries.
    func appended(_ results: [QueryResult]) throws -> Appended {
        if let append { return try append.appended(results[...]) }
        guard let head = results.last?.first else { throw LogError.headMissing }
        return Appended(
            head: Position(try head.int64(0)), storedAt: Timestamp(microseconds: try head.timestamp(1)), places: [])
    }

    /// The markers that moved.
    func moved(_ results: [QueryResult]) throws -> [Marker] {
        var moved: [Marker] = []
        for row in deliveredIndex.map({ Array(results[$0]) }) ?? [] {
            guard let person = PartyID(text: try row.text(0)) else { continue }
            moved.append(
                .delivered(person: person, device: try row.text(1), upTo: Position(try row.int64(2))))
        }
        for row in readIndex.map({ Array(results[$0]) }) ?? [] {
            guard let person = PartyID(text: try row.text(0)), let conversation = ConversationID(text: try row.text(1))
            else { continue }
            moved.append(.read(person: person, conversation: conversation, upTo: Position(try row.int64(2))))
        }
        return moved
    }

    private static func create(_ pairs: [(key: ConversationID, value: [PartyID])]) -> Statement {
        Statement(
            """
            WITH created AS (
                INSERT INTO messaging.conversations (id, version) SELECT id, 0 FROM unnest($1::text[]) AS new (id)
                ON CONFLICT (id) DO NOTHING RETURNING id
            )
            INSERT INTO messaging.members (person, conversation, role)
            SELECT new.person, new.conversation, 'member'
            FROM unnest($2::text[], $3::text[]) AS new (person, conversation)
            JOIN created ON created.id = new.conversation
            """,
            [
                .textArray(pairs.map(\.key.text)), .textArray(pairs.flatMap { $0.value.map(\.text) }),
                .textArray(pairs.flatMap { pair in pair.value.map { _ in pair.key.text } }),
            ])
    }

    /// Nobody has received or read what is not there yet.
    private static func move(delivered: [CompactMarkers.Delivered: Position]) -> Statement {
        let sorted = delivered.sorted { ($0.key.person, $0.key.device) < ($1.key.person, $1.key.device) }
        return Statement(
            """
            INSERT INTO messaging.delivered AS marker (person, device, position, moved_at)
            SELECT person, device, least(position, (SELECT position FROM messaging.head WHERE one)), clock_timestamp()
            FROM unnest($1::text[], $2::text[], $3::bigint[]) AS new (person, device, position)
            ON CONFLICT (person, device) DO UPDATE
                SET position = greatest(marker.position, excluded.position), moved_at = excluded.moved_at
                WHERE marker.position < excluded.position
            RETURNING person, device, position
            """,
            [
                .textArray(sorted.map(\.key.person.text)), .textArray(sorted.map(\.key.device)),
                .int64Array(sorted.map(\.value.number)),
            ])
    }

    private static func move(read: [CompactMarkers.Read: Position]) -> Statement {
        let sorted = read.sorted { ($0.key.person, $0.key.conversation) < ($1.key.person, $1.key.conversation) }
        return Statement(
            """
            INSERT INTO messaging.read AS marker (person, conversation, position, moved_at)
            SELECT person, conversation, least(position, (SELECT position FROM messaging.head WHERE one)), clock_timestamp()
            FROM unnest($1::text[], $2::text[], $3::bigint[]) AS new (person, conversation, position)
            ON CONFLICT (person, conversation) DO UPDATE
                SET position = greatest(marker.position, excluded.position), moved_at = excluded.moved_at
                WHERE marker.position < excluded.position
            RETURNING person, conversation, position
            """,
            [
                .textArray(sorted.map(\.key.person.text)), .textArray(sorted.map(\.key.conversation.text)),
                .int64Array(sorted.map(\.value.number)),
            ])
    }
}

/// The farthest of the markers of a batch.
struct CompactMarkers: Sendable {
    struct Delivered: Hashable, Sendable {
        let person: PartyID
        let device: String
    }

    struct Read: Hashable, Sendable {
        let person: PartyID
        let conversation: ConversationID
    }

    private(set) var delivered: [Delivered: Position] = [:]
    private(set) var read: [Read: Position] = [:]

    var isEmpty: Bool { delivered.isEmpty && read.isEmpty }

    mutating func add(_ marker: Marker) {
        switch marker {
        case .delivered(let person, let device, let position):
            delivered[Delivered(person: person, device: device), default: .start].advance(to: position)
        case .read(let person, let conversation, let position):
            read[Read(person: person, conversation: conversation), default: .start].advance(to: position)
        }
    }
}

extension Position {
    fileprivate mutating func advance(to other: Position) { self = max(self, other) }
}
