/// Where a message is put: what a person receives is the union of the streams that are theirs.
public enum MessageStream: Hashable, Sendable {
    /// To the members of a conversation.
    case conversation(ConversationID)
    /// To one person: notifications, and what changes for that person alone, such as their blocks.
    case inbox(PartyID)
    /// To whoever has subscribed to a topic.
    case topic(TopicName)
    /// To everyone.
    case everyone

    /// `c:<conversation>`, `i:<person>`, `t:<topic>` or `all`, as it is stored and sent.
    public var text: String {
        switch self {
        case .conversation(let id): "c:\(id.text)"
        case .inbox(let person): "i:\(person.text)"
        case .topic(let topic): "t:\(topic.text)"
        case .everyone: "all"
        }
    }

    /// Reads what ``text`` gives; nil for any other text.
    public init?(text: String) {
        if text == "all" {
            self = .everyone
            return
        }
        let name = String(text.dropFirst(2))
        switch text.prefix(2) {
        case "c:":
            guard let id = ConversationID(text: name) else { return nil }
            self = .conversation(id)
        case "i:":
            guard let person = PartyID(text: name) else { return nil }
            self = .inbox(person)
        case "t:":
            guard let topic = TopicName(text: name) else { return nil }
            self = .topic(topic)
        default: return nil
        }
    }
}

/// The name of a topic to which people subscribe: 1 to 64 characters of `A–Z a–z 0–9 . _ : @ -`.
public struct TopicName: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The text.
    public let text: String

    /// Takes a text that keeps the rule above; nil otherwise.
    public init?(text: String) {
        guard PartyID(text: text) != nil else { return nil }
        self.text = text
    }

    public var description: String { text }

    /// Orders by bytes, as the database's `"C"` collation does.
    public static func < (left: Self, right: Self) -> Bool { left.text.utf8.lexicographicallyPrecedes(right.text.utf8) }
}
