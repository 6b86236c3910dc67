import Contracts
import Postgres

/// The end of every transaction that puts something into the log: locks the head, sees what is there already, appends the rest and moves the head.
///
/// The statements come last in their transaction, so that the head is locked for the shortest time, and whoever locks rows of conversations or settings
/// has done so before: in that order nobody waits for each other in a circle. They may be part of one pipelined segment, since nothing is
/// decided between them outside of the database: a process that freezes cannot hold the head.
public struct LogAppend: Sendable {
    /// What is to be appended, in this order.
    public let entries: [LogEntry]

    /// How many statements it has.
    public static let statementCount = 2

    /// - Parameter entries: no two of them with the same message id, record and number.
    public init(_ entries: [LogEntry]) {
        self.entries = entries
    }

    /// What the transaction ends with; `COMMIT` follows where it was begun by `BEGIN`.
    public var statements: [Statement] {
        [
            Statement("SELECT FROM messaging.head FOR UPDATE"), Statement(Self.append, columns),
        ]
    }

    /// Reads what the database has answered to ``statements``.
    ///
    /// - Parameter results: of these statements, in their order; others may come before.
    public func appended(_ results: ArraySlice<QueryResult>) throws -> Appended {
        let results = Array(results.suffix(Self.statementCount))
        guard results.count == Self.statementCount, let head = results[1].first else {
            throw LogError.headMissing
        }
        var earlier: [Int: (position: Position, digest: [UInt8]?)] = [:]
        for row in results[1] {
            guard let place = try row.optionalInt64(2) else { continue }
            earlier[Int(place) - 1] = (Position(try row.int64(3)), try row.optionalBytes(4))
        }
        var next = try head.int64(0) - Int64(entries.count - earlier.count)
        let places = entries.indices.map { index -> Appended.Place in
            guard let found = earlier[index] else {
                next += 1
                return .new(Position(next))
            }
            let isSame = entries[index].digest == nil || entries[index].digest == found.digest
            return isSame ? .repeated(found.position) : .contradicts(found.position)
        }
        return Appended(
            head: Position(try head.int64(0)), storedAt: Timestamp(microseconds: try head.timestamp(1)), places: places)
    }

    private var columns: [Parameter] {
        [
            .int16Array(entries.map(\.record.rawValue)), .textArray(entries.map(\.stream)),
            .optionalByteaArray(entries.map(\.messageID)), .optionalInt32Array(entries.map(\.number)),
            .optionalTextArray(entries.map(\.sender)), .optionalTextArray(entries.map(\.senderID)),
            .optionalTimestampArray(entries.map(\.sentAt)), .optionalInt16Array(entries.map(\.kind)),
            .optionalInt16Array(entries.map(\.priority)), .optionalTextArray(entries.map(\.pair)),
            .optionalTextArray(entries.map(\.body)), .optionalTextArray(entries.map(\.keyID)),
            .optionalTextArray(entries.map(\.metadata)), .optionalTimestampArray(entries.map(\.expiresAt)),
            .optionalByteaArray(entries.map(\.digest)), .optionalTextArray(entries.map(\.document)),
        ]
    }

    /// The head is read after it has been locked, by a statement of its own: so it is the latest. Time never falls along the log.
    ///
    /// Gives the head once, or once for each entry that was there before, with its place, its position and its digest.
    private static let append = """
        WITH moment AS MATERIALIZED (
            SELECT position, greatest(clock_timestamp(), appended_at) AS now FROM messaging.head WHERE one
        ), earlier AS MATERIALIZED (
            SELECT new.place, log.position, log.digest
            FROM unnest($1::smallint[], $3::bytea[], $4::integer[]) WITH ORDINALITY AS new (record, message_id, number, place)
            JOIN messaging.log ON log.message_id = new.message_id AND log.record = new.record AND log.number = new.number
        ), appended AS (
            INSERT INTO messaging.log (position, stored_at, record, stream, message_id, number, sender, sender_id, sent_at,
                kind, priority, pair, body, key_id, metadata, expires_at, digest, document)
            SELECT moment.position + row_number() OVER (ORDER BY place), moment.now, record, stream, message_id, number,
                sender, sender_id, sent_at, kind, priority, pair, body, key_id, metadata, expires_at, digest, document
            FROM moment, unnest($1::smallint[], $2::text[], $3::bytea[], $4::integer[], $5::text[], $6::text[],
                $7::timestamptz[], $8::smallint[], $9::smallint[], $10::text[], $11::text[], $12::text[], $13::text[],
                $14::timestamptz[], $15::bytea[], $16::text[]) WITH ORDINALITY AS new (record, stream, message_id, number,
                sender, sender_id, sent_at, kind, priority, pair, body, key_id, metadata, expires_at, digest, document, place)
            WHERE place NOT IN (SELECT earlier.place FROM earlier)
            RETURNING 1
        ), moved AS (
            UPDATE messaging.head SET position = head.position + (SELECT count(*) FROM appended), appended_at = moment.now
            FROM moment WHERE one
            RETURNING head.position, head.appended_at
        )
        SELECT moved.position, moved.appended_at, earlier.place, earlier.position, earlier.digest
        FROM moved LEFT JOIN earlier ON true
        """
}

/// What became of an append.
public struct Appended: Sendable {
    /// What became of one entry.
    public enum Place: Hashable, Sendable {
        /// It is stored now.
        case new(Position)
        /// The same had been stored before.
        case repeated(Position)
        /// Something else had been stored under its id before: it is not stored.
        case contradicts(Position)
    }

    /// The last position of the log now.
    public let head: Position
    /// When the new entries were stored, by the database's clock.
    public let storedAt: Timestamp
    /// One for each entry.
    public let places: [Place]
}

/// What is wrong with the log itself.
public enum LogError: Error {
    /// The one row of `messaging.head` is not there.
    case headMissing
}
