import Contracts
import MessageRouting
import RabbitMQ

/// What a message of `messaging.inbound` is, by its property `type`.
enum InboundType: String {
    case send = "message.send"
    case bulk = "message.bulk"
    case edit = "message.edit"
    case delete = "message.delete"
}

/// A delivery of `messaging.inbound` that has been read.
struct InboundMessage: Sendable {
    /// The most bytes of one.
    static let longest = 8 << 20

    let delivery: Delivery
    let sender: Sender
    /// What is asked for; those that cannot be read, with why.
    let requests: [Result<PostedRequest, CommandError>]

    /// Reads a delivery.
    ///
    /// - Throws: why nothing of it can be taken.
    init(_ delivery: Delivery) throws(CommandError) {
        self.delivery = delivery
        let properties = delivery.properties
        guard !delivery.isTruncated else {
            throw CommandError(.messageTooLarge, "a message has at most \(Self.longest) bytes")
        }
        guard !delivery.hasMalformedText else { throw CommandError(.invalidUTF8, "a property or header is not UTF-8") }
        guard let user = properties.userID.flatMap({ PartyID(text: $0) }) else {
            throw CommandError(.forbidden, "user_id is required: the broker checks it", field: "user_id")
        }
        sender = Sender(person: user, role: .service, proof: .broker)
        switch properties.type ?? InboundType.send.rawValue {
        case InboundType.send.rawValue: requests = [.success(.send(try SendRequest(body: delivery.body)))]
        case InboundType.bulk.rawValue:
            requests = try SendRequest.bulk(body: delivery.body).map { $0.map { PostedRequest.send($0) } }
        case InboundType.edit.rawValue:
            var fields = try ClientFrame.fields(of: delivery.body)
            requests = [.success(.amend(try AmendRequest(edit: &fields)))]
        case InboundType.delete.rawValue:
            var fields = try ClientFrame.fields(of: delivery.body)
            requests = [.success(.amend(try AmendRequest(deletion: &fields)))]
        case let name:
            throw CommandError(.unknownType, "\"\(name.prefix(64))\" is not a type of message", field: "type")
        }
    }
}
