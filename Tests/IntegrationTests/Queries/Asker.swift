import Contracts
import RabbitMQ
import TestWorld
import Testing

/// An application that asks queries through the broker, as strangers' applications do.
struct Asker: Sendable {
    let caller: BrokerCaller
    private let user: String

    init(_ world: World) {
        caller = BrokerCaller(configuration: world.broker.named("test asker"), logger: world.logger)
        user = world.broker.user
    }

    /// Asks, and gives the answer, whatever it is.
    func reply(
        to query: any Query, as actor: Actor? = nil, within limit: Duration = .seconds(20)
    ) async throws -> Document {
        let body = QueryEnvelope.body(of: query, actor: actor)
        return try await Document(caller.call(message(type(of: query).type, body, within: limit), timeout: limit).body)
    }

    /// Asks for what must be answered.
    func ask(_ query: any Query, as actor: Actor? = nil) async throws -> Document {
        let answer = try await reply(to: query, as: actor)
        try #require(answer.text("status") == "ok", "\(type(of: query).type): \(answer.object)")
        return answer
    }

    /// Asks for what must be refused, and gives the code.
    func refusal(of query: any Query, as actor: Actor? = nil) async throws -> ErrorCode? {
        let answer = try await reply(to: query, as: actor)
        try #require(answer.text("status") == "rejected", "\(type(of: query).type): \(answer.object)")
        return answer.text("error.code").flatMap { ErrorCode(rawValue: $0) }
    }

    /// Asks for a whole list page by page.
    ///
    /// - Parameter size: items of a page.
    func items(_ query: some PagedQuery, size: Int64, as actor: Actor? = nil) async throws -> [Document] {
        var query = query
        var items: [Document] = []
        query.page = Page(limit: size)
        while true {
            let answer = try await ask(query, as: actor)
            let page = answer.objects("items")
            #expect(page.count <= Int(size), "\(type(of: query).type)")
            items += page
            guard let next = answer.text("next_cursor") else { return items }
            query.page.cursor = next
        }
    }

    /// Asks for the whole list in one page, and in pages of one and of three: they must be the same.
    func list(_ query: some PagedQuery, as actor: Actor? = nil) async throws -> [Document] {
        let whole = try await items(query, size: Page.longest, as: actor)
        for size: Int64 in [1, 3] {
            #expect(try await items(query, size: size, as: actor) == whole, "\(type(of: query).type) by \(size)")
        }
        return whole
    }

    /// A query message; `change` may spoil it.
    func message(
        _ type: String?, _ body: [UInt8], within limit: Duration = .seconds(20),
        _ change: (inout MessageProperties) -> Void = { _ in }
    ) -> OutgoingMessage {
        var properties = MessageProperties(
            contentType: "application/json", messageID: Request.newID(), type: type)
        properties.userID = user
        properties.isPersistent = false
        properties.expiration = "\(limit.components.seconds * 1_000)"
        change(&properties)
        return OutgoingMessage(exchange: "", routingKey: LedgerTopology.queries, properties: properties, body: body)
    }
}

/// Somebody who acts in a role.
func actor(_ name: String, _ role: Role) throws -> Actor { Actor(id: try party(name), role: role) }

/// The identifier at a path.
func identifier<ID: LedgerIdentifier>(_ path: String, of document: Document, _: ID.Type = ID.self) throws -> ID {
    try #require(document.text(path).flatMap { ID(text: $0) }, "\(path) of \(document.object)")
}
