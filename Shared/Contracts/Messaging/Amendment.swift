/// What is said about messages after they were sent. It travels as they do, and may overtake them.
public enum Amendment: Hashable, Sendable {
    /// The sender replaces the body; of several edits the one with the highest number counts.
    case edit(MessageEdit)
    /// The sender takes it back, for ever: no edit undoes it.
    case deletion(MessageDeletion)
}

/// A new body for a message.
public struct MessageEdit: Hashable, Sendable {
    /// Which message; only its sender can name it, since the id is derived from the sender.
    public var message: MessageID
    /// Who sends it: the sender of the message.
    public var sender: PartyID
    /// Where the message went.
    public var stream: MessageStream
    /// Counts the sender's edits of this message from 1; a repeated number is the same edit.
    public var number: Int64
    /// As of the message.
    public var body: String
    /// As of the message.
    public var keyID: String?
    /// When the service accepted it.
    public var sentAt: Timestamp

    /// Makes an edit.
    public init(
        message: MessageID, sender: PartyID, stream: MessageStream, number: Int64, body: String, keyID: String? = nil,
        sentAt: Timestamp
    ) {
        self.message = message
        self.sender = sender
        self.stream = stream
        self.number = number
        self.body = body
        self.keyID = keyID
        self.sentAt = sentAt
    }

    /// Compares the bodies by their bytes, as ``Message`` does.
    public static func == (left: Self, right: Self) -> Bool {
        left.message == right.message && left.sender == right.sender && left.stream == right.stream
            && left.number == right.number && left.body.hasSameBytes(as: right.body) && left.keyID == right.keyID
            && left.sentAt == right.sentAt
    }
}

/// The end of a message.
public struct MessageDeletion: Hashable, Sendable {
    /// Which message.
    public var message: MessageID
    /// Who takes it back: its sender.
    public var sender: PartyID
    /// Where the message went.
    public var stream: MessageStream
    /// When the service accepted it.
    public var sentAt: Timestamp

    /// Makes a deletion.
    public init(message: MessageID, sender: PartyID, stream: MessageStream, sentAt: Timestamp) {
        self.message = message
        self.sender = sender
        self.stream = stream
        self.sentAt = sentAt
    }
}
