import Contracts

/// What somebody asks to be sent; nothing of it is checked against conversations, blocks or rates yet.
public struct SendRequest: Hashable, Sendable {
    /// Where it is to go.
    public enum Destination: Hashable, Sendable {
        case conversation(ConversationID)
        /// A chat goes into the conversation of the two, a notification into the person's inbox.
        case person(PartyID)
        case topic(TopicName)
        case everyone
        /// A notification to each inbox; at most ``SendRequest/mostPeople`` where a router takes it.
        case people([PartyID])
    }

    /// The most requests of a bulk message, and the most people of one list that a router takes at once.
    public static let mostPeople = 500
    /// The most people of a list that a door may split by ``chunks()``.
    public static let longestList = 100_000
    /// The longest life of a message that expires, in seconds: a year.
    public static let longestLife: Int64 = 31_536_000

    /// The sender's own id of it; 1 to ``MessageID/longestSenderID`` bytes.
    public var id: String
    /// Where it is to go.
    public var destination: Destination
    /// What it is.
    public var kind: Message.Kind
    /// How urgent it is.
    public var priority: MessagePriority
    /// What it says; 1 to ``Message/longestBody`` bytes.
    public var body: String
    /// Short texts for programs, sorted by key.
    public var metadata: [MetadataPair]
    /// After how many seconds it is not delivered any more; nil for never.
    public var expiresIn: Int64?
    /// In whose name it is sent; nil for the sender's own. Only services and admins may name somebody else.
    public var onBehalfOf: PartyID?

    /// Makes a request.
    public init(
        id: String, to destination: Destination, kind: Message.Kind? = nil, priority: MessagePriority = .normal,
        body: String, metadata: [MetadataPair] = [], expiresIn: Int64? = nil, onBehalfOf: PartyID? = nil
    ) {
        self.id = id
        self.destination = destination
        self.kind = kind ?? destination.defaultKind
        self.priority = priority
        self.body = body
        self.metadata = metadata
        self.expiresIn = expiresIn
        self.onBehalfOf = onBehalfOf
    }

    /// How many messages become of it.
    public var messageCount: Int {
        guard case .people(let people) = destination else { return 1 }
        return people.count
    }
}

extension SendRequest.Destination {
    /// What is sent there where the sender does not say.
    var defaultKind: Message.Kind {
        switch self {
        case .conversation, .person: .chat
        case .topic, .everyone, .people: .notification
        }
    }
}

extension SendRequest {
    /// The list in parts that a router takes at once; itself where it has no longer list.
    ///
    /// Every part keeps the id: what is sent to each person has an id derived from this one and the person, so that any part may come again, cut
    /// differently, and nobody is told twice.
    public func chunks() -> [SendRequest] {
        guard case .people(let people) = destination, people.count > Self.mostPeople else { return [self] }
        return stride(from: 0, to: people.count, by: Self.mostPeople).map { start in
            var part = self
            part.destination = .people(Array(people[start..<min(start + Self.mostPeople, people.count)]))
            return part
        }
    }

    /// The sender's id of what one person of a list is sent.
    static func listID(_ id: String, for person: PartyID, digest: Digest) -> String {
        let bytes = digest(Array("list".utf8) + [0] + Array(id.utf8) + [0] + Array(person.text.utf8))
        return "list:" + MessageID(digest: bytes).text.dropFirst(MessageID.prefix.count)
    }
}
