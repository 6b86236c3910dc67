import Contracts
import Crypto
import MessageRules
import RabbitMQ

/// A delivery of `messaging.commands` that has been read: what it asks for, and where its answer goes.
struct ReceivedCommand: Sendable {
    let delivery: Delivery
    /// The command, or why it could not be read.
    let submission: Result<MessageSubmission, CommandError>
    /// Where to answer; nil where nobody waits or the address is forbidden.
    let replyTo: String?

    /// Reads a delivery. Never fails: what is wrong with it is part of the result.
    init(_ delivery: Delivery) {
        self.delivery = delivery
        let address = delivery.properties.replyTo.flatMap { $0.isEmpty ? nil : $0 }
        replyTo = address.flatMap { ReplyAddress.isAllowed($0) ? $0 : nil }
        do throws(CommandError) {
            guard address == replyTo else {
                throw CommandError(
                    .replyToForbidden,
                    "reply_to must be direct reply-to, a server-named queue (amq.gen-…) or a queue called reply.…",
                    field: "reply_to")
            }
            submission = .success(try Self.read(delivery))
        } catch {
            submission = .failure(error)
        }
    }

    /// The command, where it could be read.
    var envelope: CommandEnvelope? { try? submission.get().envelope }

    /// The message with an answer; nil where nobody is to be answered.
    func reply(_ document: [UInt8], isReplay: Bool) -> OutgoingMessage? {
        guard let replyTo else { return nil }
        var properties = MessageProperties(
            contentType: "application/json",
            correlationID: delivery.properties.correlationID ?? delivery.properties.messageID, type: "reply")
        properties.isPersistent = false
        if let trace = envelope?.trace { properties.headers = ["traceparent": .string(trace.traceparent)] }
        // Not mandatory: the broker returns what is mandatory from direct reply-to although it delivers it.
        return OutgoingMessage(
            exchange: "", routingKey: replyTo, properties: properties,
            body: ReplyBody.single(document, isReplay: isReplay), isMandatory: false)
    }

    /// The answer to what has no outcome.
    func rejection(_ error: CommandError) -> OutgoingMessage? {
        let document = ReplyBody.unreadable(
            error, messageID: delivery.properties.messageID, type: delivery.properties.type, at: .byTheServiceClock)
        return reply(document, isReplay: false)
    }

    /// The delivery as a dead letter.
    func deadLetter(_ error: CommandError) -> OutgoingMessage {
        var letter = DeadLetterOrigin(delivery).deadLetter(error, body: delivery.body)
        letter.properties.type = delivery.properties.type
        letter.properties.correlationID = delivery.properties.correlationID
        return letter
    }

    private static func read(_ delivery: Delivery) throws(CommandError) -> MessageSubmission {
        let limits = CommandMessage.Limits()
        guard !delivery.isTruncated else {
            throw CommandError(.messageTooLarge, "a command message has at most \(limits.bytes) bytes")
        }
        guard !delivery.hasMalformedText else {
            throw CommandError(.invalidUTF8, "a property or header is not UTF-8")
        }
        let properties = delivery.properties
        var headers: [String: String] = [:]
        for field in properties.headers.fields {
            if let text = field.value.string { headers[field.name.lowercased()] = text }
        }
        let message = IncomingMessage(
            body: delivery.body, messageID: properties.messageID, type: properties.type,
            contentType: properties.contentType, contentEncoding: properties.contentEncoding, headers: headers)
        let subject = properties.userID.map { Subject.broker(user: $0) } ?? .anonymous
        guard
            case .single(let envelope) = try CommandMessage.read(message, from: subject, limits: limits, in: .messaging)
        else { throw CommandError(.unknownType, "a message has one command here", field: "type") }
        let content = envelope.content()
        let digest = SHA256.hash(data: Fingerprint.preimage(type: envelope.type, content: content))
        return MessageSubmission(
            envelope: envelope, fingerprint: Fingerprint(type: envelope.type, content: content, digest: digest))
    }
}
