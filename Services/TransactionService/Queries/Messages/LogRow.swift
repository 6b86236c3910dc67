import Contracts
import Postgres

/// A row of the log as it stands in the database, and the last that its sender has said about it.
struct LogRow: Sendable {
    /// What a row is; as it is stored.
    private enum Record: Int16 {
        case message, edit, deletion, conversation, person
    }

    let position: Position
    let storedAt: Timestamp
    /// What was stored.
    let content: LogRecord.Content
    /// Whether its sender has taken the message back.
    let isDeleted: Bool
    /// The number of the message's last edit; 0 where there is none.
    let edits: Int64
    /// How many bytes this row and those before it in the answer have, about.
    let bytesSoFar: Int64

    /// The columns that ``init(_:)`` reads, of `log` and `current`.
    static let columns = """
        log.position, log.stored_at, log.record, log.stream, log.message_id, log.number, log.sender, log.sender_id, log.sent_at,
        log.kind, log.priority, log.pair, log.body, log.key_id, log.metadata, log.expires_at, log.document,
        current.record, current.number, current.body, current.key_id
        """

    /// The deletion, or else the last edit, of each message; both stand beside the message in the index.
    static let current = """
        LEFT JOIN LATERAL (
            SELECT said.record, said.number, said.body, said.key_id FROM messaging.log AS said
            WHERE said.message_id = log.message_id AND said.record BETWEEN 1 AND 2 AND said.sender = log.sender
            ORDER BY said.record DESC, said.number DESC LIMIT 1
        ) AS current ON log.record <= 1
        """

    /// The sum that bounds an answer, over rows in the order in which they are given; nothing is unpacked for it.
    static func bytes(along order: String) -> String {
        """
        (sum(300 + coalesce(octet_length(log.body), 0) + coalesce(octet_length(log.document), 0)
            + coalesce(octet_length(log.metadata), 0)) OVER (ORDER BY \(order)))::bigint
        """
    }

    /// The most bytes of the records of an answer; one is always given, however long.
    static let mostBytes: Int64 = 4 << 20

    /// - Parameter asStored: whether edits are left aside, because they stand in the same answer as records of their own.
    init(_ row: Row, asStored: Bool) throws {
        position = Position(try row.int64(0))
        storedAt = try row.moment(1)
        let last = try row.optionalInt16(17).flatMap { Record(rawValue: $0) }
        isDeleted = last == .deletion
        edits = last == .edit ? Int64(try row.int32(18)) : 0
        let isMessage = try row.int16(2) == Record.message.rawValue
        let isEdited = last == .edit && isMessage && !asStored
        let body = isDeleted ? nil : try row.optionalText(isEdited ? 19 : 12)
        let keyID = isDeleted ? nil : try row.optionalText(isEdited ? 20 : 13)
        content = try Self.content(row, body: body ?? "", keyID: keyID)
        bytesSoFar = try row.int64(21)
    }

    /// As it travels.
    var record: LogRecord { LogRecord(position: position, storedAt: storedAt, content: content) }

    /// Whether it is over for everybody.
    func isExpired(at now: Timestamp) -> Bool {
        guard case .message(let message) = content, let expiry = message.expiresAt else { return false }
        return expiry.microseconds <= now.microseconds
    }

    private static func content(_ row: Row, body: String, keyID: String?) throws -> LogRecord.Content {
        guard let record = Record(rawValue: try row.int16(2)), let stream = MessageStream(text: try row.text(3)) else {
            throw unreadable
        }
        switch record {
        case .message: return .message(try message(row, stream, body: body, keyID: keyID))
        case .edit:
            return .amendment(
                .edit(
                    MessageEdit(
                        message: try id(row), sender: try party(row.text(6)), stream: stream,
                        number: Int64(try row.int32(5)), body: body, keyID: keyID, sentAt: try row.moment(8))))
        case .deletion:
            return .amendment(
                .deletion(
                    MessageDeletion(
                        message: try id(row), sender: try party(row.text(6)), stream: stream, sentAt: try row.moment(8)
                    )))
        case .conversation:
            var fields = try document(row)
            return .conversation(try Conversation(reading: &fields))
        case .person:
            var fields = try document(row)
            return .person(try PersonSettings(reading: &fields))
        }
    }

    private static func message(_ row: Row, _ stream: MessageStream, body: String, keyID: String?) throws -> Message {
        guard let priority = MessagePriority(rank: try row.int16(10)) else { throw unreadable }
        return Message(
            id: try id(row), senderID: try row.text(7), sender: try party(row.text(6)), stream: stream,
            pair: try row.optionalText(11)?.split(separator: " ").map { try party(String($0)) } ?? [],
            kind: try row.int16(9) == 0 ? .chat : .notification, priority: priority, body: body, keyID: keyID,
            metadata: try metadata(row.optionalText(14)), sentAt: try row.moment(8),
            expiresAt: try row.optionalMoment(15))
    }

    private static func metadata(_ text: String?) throws -> [MetadataPair] {
        guard let text else { return [] }
        guard case .object(let object) = try JSONReader.read(Array(text.utf8)) else { throw unreadable }
        return object.members.compactMap { member in
            member.value.asString.map { MetadataPair(key: member.key, value: $0) }
        }
    }

    private static func document(_ row: Row) throws -> FieldReader {
        guard case .object(let object) = try JSONReader.read(Array(row.text(16).utf8)) else { throw unreadable }
        return FieldReader(object)
    }

    private static func id(_ row: Row) throws -> MessageID { MessageID(digest: try row.bytes(4)) }

    private static func party(_ text: String) throws -> PartyID {
        guard let party = PartyID(text: text) else { throw unreadable }
        return party
    }

    private static let unreadable = CommandError(.internalError, "a row of the log cannot be read")
}

extension RandomAccessCollection where Element == LogRow {
    /// As many as an answer may have.
    func fitting(_ limit: Int64) -> SubSequence {
        let shown = prefix(Int(limit)).prefix { $0.bytesSoFar <= LogRow.mostBytes }
        return shown.isEmpty ? prefix(1) : shown
    }
}

extension JSONWriter {
    /// Writes records as they travel on `messaging.committed`.
    mutating func records(_ rows: some Sequence<LogRow>) {
        key("records")
        beginArray()
        for row in rows { row.record.write(to: &self) }
        endArray()
    }

    /// Writes messages as they stand now.
    mutating func messages(_ name: String, _ rows: some Sequence<LogRow>) {
        key(name)
        beginArray()
        for row in rows { message(row) }
        endArray()
    }

    /// Writes a message as it stands now; nothing where the row is something else.
    mutating func message(_ row: LogRow) {
        guard case .message(let message) = row.content else { return }
        beginObject()
        number("position", row.position.number)
        moment("stored_at", row.storedAt)
        message.writeMembers(to: &self)
        if row.isDeleted { flag("deleted", true) }
        if row.edits > 0 { number("edited", row.edits) }
        endObject()
    }

    /// Writes the position that is told as `head`, or another one.
    mutating func position(_ name: String, _ position: Position?) {
        if let position { number(name, position.number) }
    }
}

extension Snapshot {
    /// The last position of the log.
    mutating func head() async throws -> Position {
        Position(try await run(Statement("SELECT position FROM messaging.head WHERE one"))[0].int64(0))
    }

    /// Rows of the log.
    mutating func rows(_ statement: Statement, asStored: Bool = false) async throws -> [LogRow] {
        try await run(statement).map { try LogRow($0, asStored: asStored) }
    }
}
