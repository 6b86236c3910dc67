/// A message as it came from the broker, without anything that only the adapter knows.
public struct IncomingMessage: Sendable {
    /// The body's bytes.
    public var body: [UInt8]
    /// The AMQP property `message_id`.
    public var messageID: String?
    /// The AMQP property `type`.
    public var type: String?
    /// The AMQP property `content_type`.
    public var contentType: String?
    /// The AMQP property `content_encoding`.
    public var contentEncoding: String?
    /// Text headers by their name in lower case: `ce-id`, `ce-type`, `traceparent` …
    public var headers: [String: String]

    /// Makes a message.
    public init(
        body: [UInt8], messageID: String? = nil, type: String? = nil, contentType: String? = nil,
        contentEncoding: String? = nil, headers: [String: String] = [:]
    ) {
        self.body = body
        self.messageID = messageID
        self.type = type
        self.contentType = contentType
        self.contentEncoding = contentEncoding
        self.headers = headers
    }

    /// A CloudEvents attribute in any of the spellings that are used over AMQP 0-9-1.
    public func cloudEventAttribute(_ name: String) -> String? {
        headers.isEmpty
            ? nil : headers["ce-\(name)"] ?? headers["cloudevents_\(name)"] ?? headers["cloudevents:\(name)"]
    }
}
