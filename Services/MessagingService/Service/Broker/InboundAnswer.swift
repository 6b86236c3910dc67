import Contracts
import MessageRouting
import RabbitMQ

/// What a delivery of `messaging.inbound` is answered: a reply to who waits for one, a dead letter where nobody does and something was refused.
enum InboundAnswer {
    /// The messages to be published before the delivery is acknowledged.
    static func messages(
        for delivery: Delivery, _ outcomes: [Result<MessageID?, CommandError>]
    ) -> [OutgoingMessage] {
        if let address = delivery.properties.replyTo, ReplyAddress.isAllowed(address) {
            return [reply(to: delivery, address, outcomes)]
        }
        let refusals = outcomes.compactMap { outcome -> CommandError? in
            guard case .failure(let error) = outcome else { return nil }
            return error
        }
        return refusals.isEmpty ? [] : [deadLetter(delivery, refusals, of: outcomes)]
    }

    private static func reply(
        to delivery: Delivery, _ address: String, _ outcomes: [Result<MessageID?, CommandError>]
    ) -> OutgoingMessage {
        var json = JSONWriter(capacity: 128 * (outcomes.count + 1))
        json.beginObject()
        json.key("results")
        json.beginArray()
        for outcome in outcomes { write(outcome, to: &json) }
        json.endArray()
        json.endObject()
        var properties = MessageProperties(
            contentType: "application/json",
            correlationID: delivery.properties.correlationID ?? delivery.properties.messageID, type: "reply")
        properties.isPersistent = false
        return OutgoingMessage(
            exchange: "", routingKey: address, properties: properties, body: json.bytes, isMandatory: false)
    }

    private static func deadLetter(
        _ delivery: Delivery, _ refusals: [CommandError], of outcomes: [Result<MessageID?, CommandError>]
    ) -> OutgoingMessage {
        let error = refusals[0]
        var properties = delivery.properties
        // The broker refuses a foreign user, and expired or transient letters would be lost.
        properties.userID = nil
        properties.expiration = nil
        properties.isPersistent = true
        properties.headers[LedgerTopology.DeadLetterHeader.reason] = .string(error.code.rawValue)
        properties.headers[LedgerTopology.DeadLetterHeader.message] = .string(error.message)
        properties.headers[LedgerTopology.DeadLetterHeader.field] = error.field.map { .string($0) }
        properties.headers[LedgerTopology.DeadLetterHeader.userID] = delivery.properties.userID.map { .string($0) }
        properties.headers[LedgerTopology.DeadLetterHeader.queue] = .string(delivery.queue)
        properties.headers[LedgerTopology.DeadLetterHeader.time] = .string(Timestamp.now.rfc3339)
        if outcomes.count > 1 {
            let indexes = outcomes.indices.filter { if case .failure = outcomes[$0] { true } else { false } }
            properties.headers["x-kauri-refused"] = .string(indexes.map(String.init).joined(separator: ","))
        }
        return OutgoingMessage(
            exchange: MessagingTopology.deadLetters, routingKey: "", properties: properties, body: delivery.body)
    }

    private static func write(_ outcome: Result<MessageID?, CommandError>, to json: inout JSONWriter) {
        json.beginObject()
        switch outcome {
        case .success(let message):
            json.member("status", "accepted")
            if let message { json.member("message", message.text) }
        case .failure(let error):
            json.member("status", "refused")
            error.write(to: &json)
        }
        json.endObject()
    }
}
