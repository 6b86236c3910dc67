/// What AMQP 0-9-1 says about a message besides its body. Every text is at most 255 bytes of UTF-8.
public struct MessageProperties: Sendable, Hashable {
    /// A media type, such as `application/json`.
    public var contentType: String?
    /// Such as `gzip`.
    public var contentEncoding: String?
    /// The publisher's own name for this message. Publishing needs it to tell which message was returned.
    public var messageID: String?
    /// Joins a reply to its request.
    public var correlationID: String?
    /// The queue that a reply goes to, through the default exchange.
    public var replyTo: String?
    /// What kind of message this is.
    public var type: String?
    /// Checked by the broker against the user of the publisher's connection; a wrong one closes the channel.
    public var userID: String?
    /// The application that published it.
    public var appID: String?
    /// Seconds since 1970 in UTC.
    public var timestamp: Int64?
    /// Milliseconds that it may wait in a queue, in decimal digits.
    public var expiration: String?
    /// Whether it survives a restart of the broker. Quorum queues store it in any case.
    public var isPersistent = true
    /// 0 to 255, for queues that know priorities.
    public var priority: UInt8?
    /// Whatever else.
    public var headers = MessageHeaders()

    /// A persistent message without any of them.
    public init() {}

    /// The usual ones.
    public init(
        contentType: String? = nil, messageID: String? = nil, correlationID: String? = nil, replyTo: String? = nil,
        type: String? = nil, headers: MessageHeaders = [:]
    ) {
        self.contentType = contentType
        self.messageID = messageID
        self.correlationID = correlationID
        self.replyTo = replyTo
        self.type = type
        self.headers = headers
    }
}
