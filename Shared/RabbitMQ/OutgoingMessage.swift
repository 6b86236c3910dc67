/// A message to publish.
public struct OutgoingMessage: Sendable, Hashable {
    /// Empty for the default exchange, which routes to the queue named by ``routingKey``.
    public var exchange: String
    /// What the exchange routes by; at most 255 bytes of UTF-8.
    public var routingKey: String
    /// Everything besides the body.
    public var properties: MessageProperties
    /// What is carried.
    public var body: [UInt8]
    /// Whether the broker returns the message when no queue takes it. Without it such a message is confirmed and gone.
    public var isMandatory: Bool

    /// A message; mandatory unless said otherwise.
    public init(
        exchange: String, routingKey: String, properties: MessageProperties = MessageProperties(), body: [UInt8],
        isMandatory: Bool = true
    ) {
        self.exchange = exchange
        self.routingKey = routingKey
        self.properties = properties
        self.body = body
        self.isMandatory = isMandatory
    }
}

/// What the broker said about a message.
public enum PublishOutcome: Sendable, Hashable {
    /// Every queue that it was routed to has it. Without `isMandatory` there may have been none.
    case confirmed
    /// No queue took it: mandatory and unroutable (312, `NO_ROUTE`).
    case returned(code: UInt16, text: String)
    /// A queue refused it (full, with `reject-publish`) or failed. Others may have stored it.
    case nacked

    /// Whether it is stored.
    public var isConfirmed: Bool { self == .confirmed }
}
