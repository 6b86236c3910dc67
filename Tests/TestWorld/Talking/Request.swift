import Contracts
import Foundation
import RabbitMQ

/// A message to the ledger, right or wrong, before it is addressed.
public struct Request: Sendable {
    /// The AMQP properties; `replyTo` and `correlationID` are filled in by the ``Client`` where they are nil.
    public var properties: MessageProperties
    /// The routing key: what the ledger orders by.
    public var key: String
    /// The bytes.
    public var body: [UInt8]
    /// The exchange that it is published to: the ledger's where nothing is said.
    public var exchange = LedgerTopology.commands
    /// Whether the client asks for a reply.
    public var wantsReply = true

    /// A message with any body.
    public init(type: String?, id: String? = Request.newID(), key: String = "test", body: [UInt8]) {
        properties = MessageProperties(contentType: "application/json", messageID: id, type: type)
        self.key = key
        self.body = body
    }

    /// A message with any text.
    public init(type: String?, id: String? = Request.newID(), key: String = "test", _ text: String) {
        self.init(type: type, id: id, key: key, body: Array(text.utf8))
    }

    /// A command.
    public init(
        _ command: any Command, id: String = Request.newID(), key: String = "test",
        common: CommonFields = CommonFields()
    ) {
        self.init(
            type: Swift.type(of: command).type, id: id, key: key, body: Self.fields(command, common))
    }

    /// A message with many commands; a nil id becomes `<message id>/<index>`.
    public init(
        batch commands: [(id: String?, command: any Command)], isLinked: Bool = false, id: String = Request.newID(),
        key: String = "test"
    ) {
        var json = JSONWriter(capacity: 256 * commands.count)
        json.beginObject()
        json.member("mode", isLinked ? "linked" : "independent")
        json.key("commands")
        json.beginArray()
        for (id, command) in commands {
            json.beginObject()
            if let id { json.member("id", id) }
            json.member("type", Swift.type(of: command).type)
            json.key("data")
            json.raw(Self.fields(command, CommonFields()))
            json.endObject()
        }
        json.endArray()
        json.endObject()
        self.init(type: "batch", id: id, key: key, body: json.bytes)
    }

    /// An id that nobody has used.
    public static func newID() -> String { UUID().uuidString.lowercased() }

    /// The same, published to another exchange.
    public func to(_ exchange: String) -> Request {
        var request = self
        request.exchange = exchange
        return request
    }

    /// The same with other properties.
    public func with(_ change: (inout MessageProperties) -> Void) -> Request {
        var request = self
        change(&request.properties)
        return request
    }

    /// The same, without asking for a reply.
    public var unanswered: Request {
        var request = self
        request.wantsReply = false
        return request
    }

    private static func fields(_ command: any Command, _ common: CommonFields) -> [UInt8] {
        var fields = FieldWriter(showsSecrets: true)
        command.write(to: &fields)
        common.writeContent(to: &fields)
        common.writeDelivery(to: &fields)
        return fields.finish()
    }

    func message(replyTo queue: String) -> OutgoingMessage {
        var properties = properties
        if wantsReply {
            properties.replyTo = properties.replyTo ?? queue
            properties.correlationID = properties.correlationID ?? properties.messageID ?? Self.newID()
        }
        return OutgoingMessage(
            exchange: exchange, routingKey: key, properties: properties, body: body)
    }
}
