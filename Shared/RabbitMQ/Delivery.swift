/// A message as it came from a queue.
public struct Delivery: Sendable {
    /// Its number on the channel, growing by one; valid within one epoch.
    public internal(set) var tag: UInt64 = 0
    /// The queue that it came from.
    public internal(set) var queue = ""
    /// The exchange that it was published to.
    public internal(set) var exchange = ""
    /// The routing key that it was published with.
    public internal(set) var routingKey = ""
    /// Whether it has been delivered before, to anyone.
    public internal(set) var isRedelivered = false
    /// Everything besides the body.
    public internal(set) var properties = MessageProperties()
    /// What was carried; cut at the configuration's `maximumBodyBytes`.
    public internal(set) var body: [UInt8] = []
    /// How many bytes the publisher sent.
    public internal(set) var bodySize: UInt64 = 0
    /// Whether some text among the properties, header names or keys was no UTF-8 and has been repaired with U+FFFD, or
    /// headers nested deeper than 32 levels have been cut off.
    ///
    /// Two different malformed ids can look the same after that: treat such a message as malformed.
    public internal(set) var hasMalformedText = false

    /// Whether the body is longer than what was kept.
    public var isTruncated: Bool { bodySize > UInt64(body.count) }

    /// How often a quorum queue has delivered it before; 0 from other queues.
    public var deliveryCount: Int {
        properties.headers["x-delivery-count"]?.integer.flatMap(Int.init(exactly:)) ?? 0
    }
}

/// What was waiting, in order.
public struct DeliveryBatch: Sendable {
    /// Changes with every new channel. Acknowledging a delivery of an old epoch does nothing: the broker delivers it again.
    public let epoch: UInt64
    /// At least one, except after ``BrokerConsumer/wake()``.
    public let deliveries: [Delivery]

    /// The tag to acknowledge through once all of them are done.
    public var lastTag: UInt64 { deliveries.last?.tag ?? 0 }
}
