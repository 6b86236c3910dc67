import CRabbitMQ

/// What the broker says on its own account, without having been asked.
enum IncomingEvent {
    case delivery(Delivery)
    /// A message of ours is stored, or all up to it.
    case confirmed(sequence: UInt64, isMultiple: Bool)
    /// A message of ours was refused, or all up to it.
    case nacked(sequence: UInt64, isMultiple: Bool)
    /// A message of ours found no queue; its confirm follows.
    case returned(ReturnedMessage)
    /// The broker has ended a consumer, because its queue is gone.
    case consumerCancelled(queue: String)
    case blocked(reason: String)
    case unblocked
}

/// A mandatory message that comes back. It has no number, so it is recognised by what it says.
struct ReturnedMessage {
    var code: UInt16
    var text: String
    var exchange: String
    var routingKey: String
    var messageID: String?
}

/// Puts the frames of one message together: method, header, and as many frames of body as it takes.
struct MessageAssembler {
    private enum Stage { case method, deliveryHeader, deliveryBody, returnHeader, returnBody }

    private let maximumBodyBytes: Int
    private var stage = Stage.method
    private var delivery = Delivery()
    private var returned = ReturnedMessage(code: 0, text: "", exchange: "", routingKey: "")
    private var missing: UInt64 = 0
    private var properties = PropertyReader()
    private var exchange = RepeatedText()
    private var routingKey = RepeatedText()
    private var queue = RepeatedText()

    init(maximumBodyBytes: Int) { self.maximumBodyBytes = maximumBodyBytes }

    mutating func begin(_ method: amqp_basic_deliver_t) {
        var fresh = Delivery()
        fresh.tag = method.delivery_tag
        fresh.isRedelivered = method.redelivered != 0
        fresh.queue = queue.read(method.consumer_tag, isMalformed: &fresh.hasMalformedText)
        fresh.exchange = exchange.read(method.exchange, isMalformed: &fresh.hasMalformedText)
        fresh.routingKey = routingKey.read(method.routing_key, isMalformed: &fresh.hasMalformedText)
        delivery = fresh
        stage = .deliveryHeader
    }

    mutating func begin(_ method: amqp_basic_return_t) {
        returned = ReturnedMessage(
            code: method.reply_code, text: method.reply_text.repairedText, exchange: method.exchange.repairedText,
            routingKey: method.routing_key.repairedText)
        stage = .returnHeader
    }

    /// Takes a header frame; gives the message if it has no body.
    mutating func header(_ source: amqp_basic_properties_t, bodySize: UInt64) -> IncomingEvent? {
        missing = bodySize
        switch stage {
        case .deliveryHeader:
            delivery.properties = properties.read(source, isMalformed: &delivery.hasMalformedText)
            delivery.bodySize = bodySize
            stage = .deliveryBody
        case .returnHeader:
            if source._flags & UInt32(bitPattern: AMQP_BASIC_MESSAGE_ID_FLAG) != 0 {
                returned.messageID = source.message_id.repairedText
            }
            stage = .returnBody
        default: return nil
        }
        return missing == 0 ? finish() : nil
    }

    /// Takes a frame of body; gives the message if that was the last one.
    mutating func body(_ fragment: UnsafeRawBufferPointer) -> IncomingEvent? {
        guard stage == .deliveryBody || stage == .returnBody else { return nil }
        if stage == .deliveryBody {
            if fragment.count == missing, delivery.body.isEmpty, fragment.count <= maximumBodyBytes {
                delivery.body = [UInt8](fragment)
            } else {
                if delivery.body.isEmpty {
                    delivery.body.reserveCapacity(min(Int(clamping: delivery.bodySize), maximumBodyBytes))
                }
                delivery.body.append(contentsOf: fragment.prefix(maximumBodyBytes - delivery.body.count))
            }
        }
        missing -= min(missing, UInt64(fragment.count))
        return missing == 0 ? finish() : nil
    }

    private mutating func finish() -> IncomingEvent {
        defer { stage = .method }
        guard stage == .deliveryBody else { return .returned(returned) }
        let finished = delivery
        // Otherwise this copy would share the body, and keep it alive after the owner is done with it.
        delivery = Delivery()
        return .delivery(finished)
    }
}
