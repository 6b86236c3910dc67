import Contracts
import Ledger
import RabbitMQ

/// What is to be published once a batch is committed: events, replies and dead letters, and the deliveries to acknowledge after that.
struct Announcement: Sendable {
    /// Must be confirmed, in this order.
    var events: [OutgoingMessage] = []
    /// How many events they carry, each counted once.
    var eventCount = 0
    /// Must be confirmed.
    var deadLetters: [OutgoingMessage] = []
    /// Are published with confirms; one that its queue refuses is given up, because the outcome can be asked for again.
    var replies: [OutgoingMessage] = []
    /// The outbox rows that are then done with.
    var outboxRows: [Int64] = []
    /// Acknowledged through here.
    var lastTag: UInt64 = 0
    /// On the channel of this epoch.
    var epoch: UInt64 = 0
    /// How many commands it answers, for metrics.
    var commands = 0
}

extension Received {
    /// Where a reply goes, and the message itself.
    func reply(_ body: [UInt8]) -> OutgoingMessage? {
        guard let replyTo else { return nil }
        var properties = MessageProperties(
            contentType: "application/json",
            correlationID: delivery.properties.correlationID ?? delivery.properties.messageID,
            type: "reply")
        properties.isPersistent = false
        if let trace { properties.headers = ["traceparent": .string(trace.traceparent)] }
        // Not mandatory: the broker returns what is mandatory from direct reply-to although it delivers it.
        return OutgoingMessage(
            exchange: "", routingKey: replyTo, properties: properties, body: body, isMandatory: false)
    }

    /// The delivery as a dead letter: its own body, without secrets, and headers, and what is wrong with it.
    func deadLetter(_ error: CommandError, at now: Timestamp) -> OutgoingMessage {
        typealias Header = LedgerTopology.DeadLetterHeader
        var properties = delivery.properties
        // The broker closes the channel over a foreign user id, and would answer to a forbidden address in our name.
        let userID = properties.userID
        let replyTo = properties.replyTo
        properties.userID = nil
        properties.replyTo = nil
        properties.expiration = nil
        properties.isPersistent = true
        var headers = delivery.headersOfItsOwn
        headers[Header.reason] = .string(error.code.rawValue)
        headers[Header.message] = .string(error.message)
        headers[Header.queue] = .string(delivery.queue)
        headers[Header.exchange] = .string(delivery.exchange)
        headers[Header.routingKey] = .string(delivery.routingKey)
        headers[Header.time] = .string(now.rfc3339)
        let body = DeadLetterBody.kept(of: delivery.body, type: type)
        if delivery.isTruncated || body != delivery.body {
            headers[Header.bodySize] = .integer(Int64(clamping: delivery.bodySize))
        }
        if delivery.deliveryCount > 0 { headers[Header.deliveries] = .integer(Int64(delivery.deliveryCount)) }
        if let field = error.field { headers[Header.field] = .string(field) }
        if let userID { headers[Header.userID] = .string(userID) }
        if let replyTo { headers[Header.replyTo] = .string(replyTo) }
        properties.headers = headers
        return OutgoingMessage(
            exchange: LedgerTopology.deadLetters, routingKey: error.code.rawValue, properties: properties, body: body)
    }
}

extension Delivery {
    /// The publisher's headers: without what only the service may say of a dead letter, and without RabbitMQ's own count, which the queue of
    /// dead letters would go on counting.
    fileprivate var headersOfItsOwn: MessageHeaders {
        typealias Header = LedgerTopology.DeadLetterHeader
        return MessageHeaders(
            properties.headers.fields.filter { field in
                guard field.name != "x-delivery-count" else { return false }
                return !field.name.lowercased().hasPrefix("x-kauri-")
                    || [Header.retries, Header.retriedFor].contains(field.name)
            })
    }
}
