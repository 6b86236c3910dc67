/// A message that has been accepted: who sent it, where it goes, what it says.
public struct Message: Hashable, Sendable {
    /// The most bytes of a body.
    public static let longestBody = 64 << 10

    /// What a message is.
    public enum Kind: String, CaseIterable, Sendable {
        /// Said by a person or a service in a conversation.
        case chat
        /// Told to a person, a topic or everyone.
        case notification
    }

    /// Derived from sender and ``senderID``.
    public var id: MessageID
    /// The sender's own id of it; 1 to ``MessageID/longestSenderID`` bytes.
    public var senderID: String
    /// The authenticated sender.
    public var sender: PartyID
    /// Where it goes.
    public var stream: MessageStream
    /// The two members, where it goes into a direct conversation: that needs no creation.
    public var pair: [PartyID]
    /// What it is.
    public var kind: Kind
    /// How urgent it is.
    public var priority: MessagePriority
    /// What it says: UTF-8 without U+0000, never normalised; 1 to ``longestBody`` bytes; encrypted where ``keyID`` is set (base64 then).
    ///
    /// Empty in answers to queries, and there alone, where the sender has taken it back or its time is over: then it is not to be delivered.
    public var body: String
    /// The key with which the body is encrypted; nil where it is not.
    public var keyID: String?
    /// Short texts for programs, such as a booking's number; sorted by key.
    public var metadata: [MetadataPair]
    /// When the service accepted it, by its own clock.
    public var sentAt: Timestamp
    /// From this moment on it is not delivered any more; nil for never.
    public var expiresAt: Timestamp?

    /// Makes a message.
    public init(
        id: MessageID, senderID: String, sender: PartyID, stream: MessageStream, pair: [PartyID] = [], kind: Kind,
        priority: MessagePriority, body: String, keyID: String? = nil, metadata: [MetadataPair] = [],
        sentAt: Timestamp, expiresAt: Timestamp? = nil
    ) {
        self.id = id
        self.senderID = senderID
        self.sender = sender
        self.stream = stream
        self.pair = pair
        self.kind = kind
        self.priority = priority
        self.body = body
        self.keyID = keyID
        self.metadata = metadata
        self.sentAt = sentAt
        self.expiresAt = expiresAt
    }

    /// Compares texts by their bytes: a body comes back as it was sent, or it is another message.
    public static func == (left: Self, right: Self) -> Bool {
        left.id == right.id && left.senderID.hasSameBytes(as: right.senderID) && left.sender == right.sender
            && left.stream == right.stream && left.pair == right.pair && left.kind == right.kind
            && left.priority == right.priority && left.body.hasSameBytes(as: right.body) && left.keyID == right.keyID
            && left.metadata == right.metadata && left.sentAt == right.sentAt && left.expiresAt == right.expiresAt
    }
}
