import Contracts

/// A row of the log before it has its position.
public struct LogEntry: Sendable {
    /// What a row is; as it is stored.
    public enum Record: Int16, Sendable {
        case message, edit, deletion, conversation, person
    }

    /// What it is.
    public let record: Record
    /// Where it goes, as ``MessageStream/text``.
    public let stream: String
    /// The 16 bytes of the message's id; nil for a conversation and a person.
    var messageID: [UInt8]?
    /// Of an edit; 0 of what there can only be once.
    var number: Int32?
    var sender: String?
    var senderID: String?
    /// Microseconds since 1970.
    var sentAt: Int64?
    var kind: Int16?
    var priority: Int16?
    /// Two names with a blank between.
    var pair: String?
    var body: String?
    var keyID: String?
    /// A JSON object.
    var metadata: String?
    /// Microseconds since 1970.
    var expiresAt: Int64?
    var digest: [UInt8]?
    /// A JSON object.
    var document: String?

    /// A message.
    public init(_ message: Message) {
        record = .message
        stream = message.stream.text
        messageID = message.id.bytes
        number = 0
        sender = message.sender.text
        senderID = message.senderID
        sentAt = message.sentAt.microseconds
        kind = Self.number(of: message.kind)
        priority = message.priority.rank
        pair = message.pair.isEmpty ? nil : message.pair.map(\.text).joined(separator: " ")
        body = message.body
        keyID = message.keyID
        metadata = message.metadata.isEmpty ? nil : Self.text(of: message.metadata)
        expiresAt = message.expiresAt?.microseconds
        digest = message.contentDigest
    }

    /// An edit or a deletion.
    public init(_ amendment: Amendment) {
        switch amendment {
        case .edit(let edit):
            record = .edit
            stream = edit.stream.text
            messageID = edit.message.bytes
            number = Int32(clamping: edit.number)
            sender = edit.sender.text
            sentAt = edit.sentAt.microseconds
            body = edit.body
            keyID = edit.keyID
        case .deletion(let deletion):
            record = .deletion
            stream = deletion.stream.text
            messageID = deletion.message.bytes
            number = 0
            sender = deletion.sender.text
            sentAt = deletion.sentAt.microseconds
        }
    }

    /// A conversation as it is from here on.
    public init(_ conversation: Conversation) {
        record = .conversation
        stream = MessageStream.conversation(conversation.id).text
        document = Self.document { conversation.writeMembers(to: &$0) }
    }

    /// A person's blocks, topics and preferences as they are from here on.
    public init(_ settings: PersonSettings) {
        record = .person
        stream = MessageStream.inbox(settings.person).text
        document = Self.document { settings.writeMembers(to: &$0) }
    }

    private static func number(of kind: Message.Kind) -> Int16 {
        switch kind {
        case .chat: 0
        case .notification: 1
        }
    }

    private static func text(of metadata: [MetadataPair]) -> String {
        document { json in
            for pair in metadata { json.member(pair.key, pair.value) }
        }
    }

    private static func document(_ write: (inout JSONWriter) -> Void) -> String {
        var json = JSONWriter(capacity: 256)
        json.beginObject()
        write(&json)
        json.endObject()
        return String(decoding: json.bytes, as: UTF8.self)
    }
}
