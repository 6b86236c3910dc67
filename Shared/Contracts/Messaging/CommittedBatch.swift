/// A record of the log, at its place.
public struct LogRecord: Hashable, Sendable {
    /// What a record is.
    public enum Content: Hashable, Sendable {
        /// Held by reference: it is handed on more often than it is looked into.
        indirect case message(Message)
        case amendment(Amendment)
        /// A conversation as it is from here on; in the conversation's stream.
        case conversation(Conversation)
        /// A person's blocks, topics and preferences as they are from here on; in the person's inbox.
        case person(PersonSettings)
    }

    /// Where it stands.
    public var position: Position
    /// When it was committed, by the database's clock.
    public var storedAt: Timestamp
    /// What it is.
    public var content: Content

    /// Makes a record.
    public init(position: Position, storedAt: Timestamp, content: Content) {
        self.position = position
        self.storedAt = storedAt
        self.content = content
    }
}

/// What travels on `messaging.committed`: the records of one commit, in order and without a gap, and how far the log reaches.
///
/// Sent once more or not at all it does no harm: every instance counts positions, skips what it has, and asks `log.read` for what it misses. Each
/// second the head is told without records, so that a lost last batch is missed too.
public struct CommittedBatch: Sendable {
    /// The AMQP `type` of the message.
    public static let type = "messages.committed"

    /// The last position of the log when this was sent.
    public var head: Position
    /// The records; positions follow one another.
    public var records: [LogRecord]
    /// Markers that moved; lost ones are not repeated, the next one says more.
    public var markers: [Marker]

    /// Makes a batch.
    public init(head: Position, records: [LogRecord], markers: [Marker] = []) {
        self.head = head
        self.records = records
        self.markers = markers
    }
}
