extension OutgoingMessage {
    /// Throws when AMQP 0-9-1 cannot carry this message, or the broker would close the channel because of it.
    ///
    /// The library does not check: a text of 256 bytes would be cut to none, and shift all that follows.
    func validate(maximumBodyBytes: Int, maximumFrameBytes: Int) throws(BrokerError) {
        try Self.check(exchange, "exchange")
        try Self.check(routingKey, "routing key")
        try Self.check(properties.contentType, "content type")
        try Self.check(properties.contentEncoding, "content encoding")
        try Self.check(properties.messageID, "message id")
        try Self.check(properties.correlationID, "correlation id")
        try Self.check(properties.replyTo, "reply-to")
        try Self.check(properties.type, "type")
        try Self.check(properties.userID, "user id")
        try Self.check(properties.appID, "app id")
        if let expiration = properties.expiration {
            guard let milliseconds = UInt32(expiration), String(milliseconds) == expiration else {
                throw BrokerError(.unsupportedMessage, "the expiration is not a number of milliseconds")
            }
        }
        guard body.count <= maximumBodyBytes else {
            throw BrokerError(.unsupportedMessage, "the body has \(body.count) bytes; the limit is \(maximumBodyBytes)")
        }
        // The other properties take at most 10 texts of 256 bytes, a few numbers, and the frame's own bytes.
        guard try properties.headers.encodedBytes() <= maximumFrameBytes - 2_700 else {
            throw BrokerError(.unsupportedMessage, "the headers do not fit into a frame of \(maximumFrameBytes) bytes")
        }
    }

    private static func check(_ text: String?, _ name: String) throws(BrokerError) {
        if let text, text.utf8.count > 255 {
            throw BrokerError(.unsupportedMessage, "the \(name) has \(text.utf8.count) bytes; the limit is 255")
        }
    }
}

extension MessageHeaders {
    /// The size on the wire.
    func encodedBytes(depth: Int = 0) throws(BrokerError) -> Int {
        guard depth < 32 else { throw BrokerError(.unsupportedMessage, "the headers are nested deeper than 32 levels") }
        var total = 4
        for field in fields {
            guard field.name.utf8.count <= 255 else {
                throw BrokerError(.unsupportedMessage, "a header's name has more than 255 bytes")
            }
            total += 1 + field.name.utf8.count + (try field.value.encodedBytes(depth: depth))
        }
        return total
    }
}

extension HeaderValue {
    fileprivate func encodedBytes(depth: Int) throws(BrokerError) -> Int {
        guard depth < 32 else { throw BrokerError(.unsupportedMessage, "the headers are nested deeper than 32 levels") }
        switch self {
        case .string(let text): return 5 + text.utf8.count
        case .bytes(let bytes): return 5 + bytes.count
        case .table(let headers): return 1 + (try headers.encodedBytes(depth: depth + 1))
        case .array(let values):
            var total = 5
            for value in values { total += try value.encodedBytes(depth: depth + 1) }
            return total
        case .integer, .double, .timestamp, .decimal, .boolean, .null: return 9
        }
    }
}
