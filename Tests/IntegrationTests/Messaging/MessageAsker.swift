import Contracts
import RabbitMQ
import TestWorld
import Testing

/// messaging-service as the queries see it.
struct MessageAsker: Sendable {
    private let caller: BrokerCaller

    init(_ world: World) {
        caller = BrokerCaller(configuration: world.broker.named("test message asker"), logger: world.logger)
    }

    /// Asks, and gives the answer, whatever it is.
    func reply(to query: any Query, as actor: Actor? = nil) async throws -> Document {
        var properties = MessageProperties(
            contentType: "application/json", messageID: Request.newID(), type: type(of: query).type)
        properties.isPersistent = false
        properties.expiration = "20000"
        let message = OutgoingMessage(
            exchange: MessagingTopology.ask, routingKey: "", properties: properties,
            body: QueryEnvelope.body(of: query, actor: actor))
        return try await Document(caller.call(message, timeout: .seconds(20)).body)
    }

    /// Asks for what must be answered.
    func ask(_ query: any Query, as actor: Actor? = nil) async throws -> Document {
        let answer = try await reply(to: query, as: actor)
        try #require(answer.text("status") == "ok", "\(type(of: query).type): \(answer.object)")
        return answer
    }

    /// The position at a path.
    func position(_ path: String, of document: Document) throws -> Position {
        try #require(document.text(path).flatMap { Position(text: $0) }, "\(path) of \(document.object)")
    }

    /// The records of an answer.
    func records(of document: Document) throws -> [LogRecord] {
        try document.objects("records").map { item in
            var fields = FieldReader(item.object)
            return try LogRecord(reading: &fields)
        }
    }

    /// Reads a person's stream from a cursor to its end, page by page.
    func stream(of person: PartyID, after cursor: Position = .start, by limit: Int64 = 500) async throws -> [LogRecord]
    {
        var cursor = cursor
        var records: [LogRecord] = []
        while true {
            let answer = try await ask(StreamRead(person: person, after: cursor, limit: limit))
            records += try self.records(of: answer)
            cursor = try position("next", of: answer)
            if try cursor >= position("head", of: answer) { return records }
        }
    }
}
