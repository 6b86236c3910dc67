import Contracts

/// A message that is to be sent.
public struct MessageDraft: Hashable, Sendable {
    /// Where it is to go.
    public enum Destination: Hashable, Sendable {
        case conversation(ConversationID)
        /// A chat goes into the conversation of the two, a notification into the person's inbox.
        case person(PartyID)
        case topic(TopicName)
        case everyone
    }

    /// The sender's own id of it, 1 to 128 bytes: sent again under the same id it is the same message.
    public var id: String
    /// Where it is to go.
    public var destination: Destination
    /// What it is; nil for chat to conversations and people, and for a notification to topics and everyone.
    public var kind: Message.Kind?
    /// How urgent it is.
    public var priority: MessagePriority
    /// What it says; 1 to ``Contracts/Message/longestBody`` bytes.
    public var body: String
    /// Short texts for programs.
    public var metadata: [MetadataPair]
    /// After how many seconds it is not to be delivered any more; nil for never.
    public var expiresIn: Int64?
    /// In whose name it is sent; only services and admins may name somebody else.
    public var onBehalfOf: PartyID?

    /// Makes a draft.
    public init(
        id: String, to destination: Destination, kind: Message.Kind? = nil, priority: MessagePriority = .normal,
        body: String, metadata: [MetadataPair] = [], expiresIn: Int64? = nil, onBehalfOf: PartyID? = nil
    ) {
        self.id = id
        self.destination = destination
        self.kind = kind
        self.priority = priority
        self.body = body
        self.metadata = metadata
        self.expiresIn = expiresIn
        self.onBehalfOf = onBehalfOf
    }

    /// The body of `POST /v1/messages/send`, and of a message to `messaging.inbound`.
    public func json() -> [UInt8] {
        var json = JSONWriter(capacity: 192 + body.utf8.count)
        json.beginObject()
        writeMembers(to: &json)
        json.endObject()
        return json.bytes
    }

    /// Writes the members of the JSON object that the caller has begun.
    public func writeMembers(to json: inout JSONWriter) {
        json.member("id", id)
        json.key("to")
        json.beginObject()
        switch destination {
        case .conversation(let id): json.member("conversation", id.text)
        case .person(let person): json.member("person", person.text)
        case .topic(let topic): json.member("topic", topic.text)
        case .everyone:
            json.key("everyone")
            json.bool(true)
        }
        json.endObject()
        if let kind { json.member("kind", kind.rawValue) }
        json.member("body", body)
        json.member("priority", priority.rawValue)
        if !metadata.isEmpty {
            json.key("metadata")
            json.beginObject()
            for pair in metadata { json.member(pair.key, pair.value) }
            json.endObject()
        }
        if let expiresIn {
            json.key("expires_in")
            json.int(expiresIn)
        }
        if let onBehalfOf { json.member("from", onBehalfOf.text) }
    }
}
