import Contracts
import RabbitMQ

/// A query's delivery that has been read.
struct IncomingQuery: Sendable {
    let tag: UInt64
    /// What is asked, or why it could not be read.
    let envelope: Result<QueryEnvelope, CommandError>
    /// Where the answer goes; nil where nobody waits or the address is not allowed.
    let replyTo: String?
    private let properties: MessageProperties
    /// When its caller stops waiting, counted from its arrival here: nobody knows how long it has waited at the broker.
    private let deadline: ContinuousClock.Instant

    /// - Parameter find: which types of query are answered.
    init(
        _ delivery: Delivery, arrivedAt arrival: ContinuousClock.Instant, among find: (String) -> (any Query.Type)?
    ) {
        tag = delivery.tag
        properties = delivery.properties
        replyTo = properties.replyTo.flatMap { ReplyAddress.isAllowed($0) ? $0 : nil }
        let patience = properties.expiration.flatMap { Int($0) } ?? LedgerTopology.longestQuery
        deadline = arrival + .milliseconds(min(patience, LedgerTopology.longestQuery))
        do throws(CommandError) {
            envelope = .success(try Self.read(delivery, find))
        } catch {
            envelope = .failure(error)
        }
    }

    /// Whether the caller has stopped waiting.
    var isExpired: Bool { ContinuousClock.now >= deadline }

    /// The answer to a message that could not be read.
    func rejection(_ error: CommandError) -> [UInt8] {
        QueryReply.rejected(
            error, messageID: properties.messageID, type: properties.type, at: .byTheServiceClock)
    }

    /// The message that carries an answer; transient, and gone when its caller is.
    func reply(_ body: [UInt8], to address: String) -> OutgoingMessage {
        var reply = MessageProperties(
            contentType: "application/json", correlationID: properties.correlationID ?? properties.messageID,
            type: "reply")
        reply.isPersistent = false
        if let trace = properties.headers["traceparent"]?.string.flatMap({ TraceContext(traceparent: $0) }) {
            reply.headers = ["traceparent": .string(trace.traceparent)]
        }
        // Not mandatory: the broker returns what is mandatory from direct reply-to although it delivers it.
        return OutgoingMessage(exchange: "", routingKey: address, properties: reply, body: body, isMandatory: false)
    }

    private static func read(
        _ delivery: Delivery, _ find: (String) -> (any Query.Type)?
    ) throws(CommandError) -> QueryEnvelope {
        guard !delivery.isTruncated else {
            throw CommandError(.messageTooLarge, "a query message has at most \(QueryEnvelope.maximumBytes) bytes")
        }
        guard !delivery.hasMalformedText else {
            throw CommandError(.invalidUTF8, "a property or header is not UTF-8")
        }
        let properties = delivery.properties
        let subject = properties.userID.map { Subject.broker(user: $0) } ?? .anonymous
        return try QueryEnvelope.read(
            IncomingMessage(
                body: delivery.body, messageID: properties.messageID, type: properties.type,
                contentType: properties.contentType, contentEncoding: properties.contentEncoding),
            from: subject, among: find)
    }
}
