import Contracts
import TestWorld
import Testing

/// An application and a subscriber that hold every reply against its event.
struct Witness {
    let world: World
    let client: Client
    let subscriber: Subscriber

    init(_ world: World) async throws {
        self.world = world
        client = try await Client(world)
        subscriber = try await Subscriber(world)
    }

    /// Sends a command that must be carried out, and whose event must say what its reply says.
    ///
    /// - Parameter routingKey: what the event is called.
    func carryOut(
        _ command: any Command, announcedAs routingKey: String, by actor: Actor? = nil,
        metadata: [MetadataPair] = [], sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Reply {
        let reply = try await client.call(command, common: CommonFields(actor: actor, metadata: metadata))
        try #require(reply.isCommitted, "\(reply.body.text)", sourceLocation: sourceLocation)
        let event = try await subscriber.first { $0.id == reply.event }
        #expect(event.routingKey == routingKey, sourceLocation: sourceLocation)
        #expect(event.attribute("type") == "kauri.\(routingKey)", sourceLocation: sourceLocation)
        #expect(
            "{\"replayed\":false,\(event.body.text.dropFirst())" == reply.body.text, sourceLocation: sourceLocation)
        return reply
    }

    /// Sends a command that must be refused, and must have no event.
    @discardableResult
    func refuse(
        _ command: any Command, with error: ErrorCode, by actor: Actor? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> Reply {
        let reply = try await client.call(command, common: CommonFields(actor: actor))
        #expect(reply.error == error, "\(reply.body.text)", sourceLocation: sourceLocation)
        #expect(reply.event == nil, sourceLocation: sourceLocation)
        return reply
    }

    /// Ends both connections.
    func close() async {
        await client.close()
        await subscriber.close()
    }
}

extension Actor {
    /// An administrator.
    static func admin() throws -> Actor { Actor(id: try party("admin-1"), role: .admin) }

    /// Somebody who acts on what is their own.
    static func person(_ id: String, _ role: Role) throws -> Actor { Actor(id: try party(id), role: role) }
}
