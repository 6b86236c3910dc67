import Contracts
import RabbitMQ

/// A message that was given up, and what is known of its end.
struct DeadLetter: Sendable {
    typealias Header = LedgerTopology.DeadLetterHeader

    /// Who gave it up, and what that one noted.
    enum Death: Sendable {
        /// The service, which writes headers of its own.
        case service
        /// RabbitMQ, after the last allowed delivery: the newest entry of its header `x-death`.
        case broker(MessageHeaders)
    }

    let properties: MessageProperties
    /// May be cut where only a list is wanted.
    let body: [UInt8]
    /// How many bytes this letter's body has at the broker.
    let size: UInt64
    /// Whether a property or a header was no UTF-8: it can then not be published again as it was.
    let isDamaged: Bool
    let death: Death

    init(properties: MessageProperties, body: [UInt8], size: UInt64? = nil, isDamaged: Bool = false) {
        self.properties = properties
        self.body = body
        self.size = size ?? UInt64(body.count)
        self.isDamaged = isDamaged
        death = Self.brokersDeath(properties.headers).map { .broker($0) } ?? .service
    }

    init(_ delivery: Delivery) {
        self.init(
            properties: delivery.properties, body: delivery.body, size: delivery.bodySize,
            isDamaged: delivery.hasMalformedText)
    }

    /// The message's own id; one that is made of the other properties where it has none.
    var id: String { properties.messageID ?? properties.headers["ce-id"]?.string ?? madeUpID }

    var type: String? { properties.type ?? properties.headers["ce-type"]?.string }

    /// An error code of the contract, or RabbitMQ's word, such as `delivery_limit`.
    var reason: String {
        switch death {
        case .service: text(Header.reason) ?? "unknown"
        case .broker(let entry): entry["reason"]?.string ?? "unknown"
        }
    }

    /// What is wrong, for people.
    var message: String? {
        switch death {
        case .service: text(Header.message)
        case .broker: "RabbitMQ gave it up"
        }
    }

    var field: String? { isFromService ? text(Header.field) : nil }

    /// The publisher's user as RabbitMQ has validated it.
    var publisher: String? { properties.userID ?? (isFromService ? text(Header.userID) : nil) }

    /// The queue in which it died.
    var queue: String? { told(Header.queue, "queue") }

    /// Where it was published.
    var exchange: String? { told(Header.exchange, "exchange") }

    /// What it was published with.
    var routingKey: String? {
        switch death {
        case .service: return text(Header.routingKey)
        case .broker(let entry):
            guard case .array(let keys) = entry["routing-keys"] else { return nil }
            return keys.first?.string
        }
    }

    /// Where its sender wanted the reply.
    var replyTo: String? { properties.replyTo ?? (isFromService ? text(Header.replyTo) : nil) }

    /// When it was given up, RFC 3339 in UTC; RabbitMQ tells whole seconds.
    var time: String? {
        switch death {
        case .service: return text(Header.time)
        case .broker(let entry):
            guard case .timestamp(let seconds) = entry["time"], Self.tellable.contains(seconds) else { return nil }
            return Timestamp(microseconds: seconds * 1_000_000).rfc3339
        }
    }

    /// How often it had been delivered before its last delivery.
    var deliveries: Int64? { isFromService ? count(Header.deliveries) : nil }

    /// How often it was taken from the dead letters and published again.
    var retries: Int64 { count(Header.retries) ?? 0 }

    /// How many bytes its publisher sent, where some of them are no longer here.
    var missingFrom: Int64? { isFromService ? properties.headers[Header.bodySize]?.integer : nil }

    /// The headers that its publisher gave it.
    var originalHeaders: MessageHeaders {
        MessageHeaders(properties.headers.fields.filter { !Self.isAddedLater($0.name) })
    }

    var isFromService: Bool { if case .service = death { true } else { false } }

    /// What the service, this tool or RabbitMQ adds: `x-delivery-count` tells how often this letter has been looked at.
    private static func isAddedLater(_ name: String) -> Bool {
        name.hasPrefix("x-kauri-") || name == "x-death" || name.hasPrefix("x-first-death-")
            || name.hasPrefix("x-last-death-") || name == "x-delivery-count"
    }

    /// RabbitMQ's own note. One that tells of other queues than the ledger's came with the message from its publisher.
    private static func brokersDeath(_ headers: MessageHeaders) -> MessageHeaders? {
        guard case .array(let entries) = headers["x-death"] else { return nil }
        for case .table(let entry) in entries
        where entry["queue"]?.string?.hasPrefix("\(LedgerTopology.commands).") == true { return entry }
        return nil
    }

    /// Seconds since 1970 that have four digits of year; what a stranger has written may be anything.
    private static let tellable: Range<Int64> = 0..<253_402_300_800

    private func count(_ header: String) -> Int64? {
        properties.headers[header]?.integer.map { min(max($0, 0), 1_000_000) }
    }

    private func text(_ header: String) -> String? { properties.headers[header]?.string }

    private func told(_ header: String, _ name: String) -> String? {
        switch death {
        case .service: text(header)
        case .broker(let entry): entry[name]?.string
        }
    }

    /// FNV-1a over what tells such letters apart; the body is left out, because a list does not read bodies.
    private var madeUpID: String {
        let parts = [time, reason, queue, routingKey, type, properties.correlationID, publisher, "\(size)"]
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in parts.map({ $0 ?? "\u{0}" }).joined(separator: "\u{1}").utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
        }
        return "letter-" + String(hash, radix: 36)
    }
}
