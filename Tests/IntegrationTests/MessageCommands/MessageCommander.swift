import Contracts
import Postgres
import TestWorld
import Testing

/// An application that sends commands about conversations and settings.
struct MessageCommander {
    let client: Client

    init(_ world: World) async throws { client = try await Client(world) }

    /// Sends a command as somebody and waits for its reply.
    @discardableResult
    func call(
        _ command: any Command, as actor: Actor? = nil, id: String = Request.newID(),
        within limit: Duration = .seconds(20)
    ) async throws -> Reply {
        try await client.call(Self.request(command, as: actor, id: id), within: limit)
    }

    static func request(_ command: any Command, as actor: Actor? = nil, id: String = Request.newID()) -> Request {
        Request(command, id: id, common: CommonFields(actor: actor)).to(MessagingTopology.commands)
    }
}

/// A person who uses the marketplace.
func user(_ name: String) throws -> Actor { Actor(id: try party(name), role: .user) }

/// The name of a group's conversation.
func group(_ name: String) throws -> ConversationID {
    guard let id = ConversationID(text: name) else { throw WorldError("\(name) is no name of a conversation") }
    return id
}

/// The name of a topic.
func topic(_ name: String) throws -> TopicName {
    guard let topic = TopicName(text: name) else { throw WorldError("\(name) is no name of a topic") }
    return topic
}

extension ConversationCreate {
    /// A conversation with an owner, members and readers.
    init(_ name: String, owner: String, members: [String] = [], readers: [String] = []) throws {
        self.init(
            id: try group(name),
            members: try [.init(person: party(owner), role: .owner)] + members.map { .init(person: try party($0)) }
                + readers.map { .init(person: try party($0), role: .reader) })
    }
}

extension World {
    /// The one text that a statement selects.
    func text(_ sql: String) async throws -> String {
        let connection = try await PostgresConnection.connect(ownerDatabase, logger: logger)
        let rows = try await connection.run(Statement(once: sql))
        await connection.close()
        return try #require(rows.first).text(0)
    }

    /// What a conversation's rows say: `name role` of everybody, in order.
    func members(of conversation: String) async throws -> String {
        try await text(
            """
            SELECT coalesce(string_agg(person || ' ' || role, ', ' ORDER BY person), '') FROM messaging.members
            WHERE conversation = '\(conversation)'
            """)
    }
}
