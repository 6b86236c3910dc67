import NIOCore

/// What a WebSocket has to do about what its client sends: joins fragments, answers pings, ends politely. Knows no channel and no clock.
struct SocketProtocol {
    /// What is to be done.
    enum Action {
        /// A whole text message; whether it is UTF-8 is for its reader to say.
        case text([UInt8])
        /// Bytes to be sent at once.
        case answer(ByteBuffer)
        /// The client has begun to close, or has agreed to: the last frame, if there is one to be sent, and then nothing more.
        case end(ByteBuffer?)
    }

    private let parser: FrameParser
    private var unread: ByteBuffer?
    private var fragments: [UInt8]?
    /// Whether a close frame was sent.
    private(set) var isClosing = false

    /// - Parameter longest: the most bytes of a message, in one frame or many.
    init(longest: Int) { parser = FrameParser(longest: longest) }

    /// Takes what has arrived. Call ``next()`` until it gives nothing.
    mutating func receive(_ bytes: ByteBuffer) {
        if unread == nil { unread = bytes } else { unread?.writeImmutableBuffer(bytes) }
    }

    /// The next thing to be done; nil while more bytes are needed.
    ///
    /// - Throws: why the connection must end.
    mutating func next() throws(CloseCode) -> Action? {
        while var buffer = unread {
            unread = nil
            let frame = try parser.next(in: &buffer)
            // An idle socket holds no memory for what it has read.
            if buffer.readableBytes > 0 { unread = buffer }
            guard let frame else { return nil }
            if let action = try action(on: frame) { return action }
        }
        return nil
    }

    /// The frame that asks the client to close; what it still sends is not read any more. Nil where it was asked before.
    mutating func close(_ code: CloseCode) -> ByteBuffer? {
        guard !isClosing else { return nil }
        isClosing = true
        return SocketFrame.close(code)
    }

    private mutating func action(on frame: FrameParser.Frame) throws(CloseCode) -> Action? {
        switch frame.opcode {
        case .close: return try end(frame.payload)
        case .ping: return isClosing ? nil : .answer(SocketFrame.pong(frame.payload))
        case .pong, .binary: return nil
        case .text:
            guard fragments == nil else { throw .protocolError("a message began before the one before it had ended") }
            guard !frame.isFinal else { return isClosing ? nil : .text(frame.payload) }
            fragments = frame.payload
        case .continuation:
            guard var message = fragments else { throw .protocolError("nothing is to be continued") }
            fragments = nil
            guard message.count + frame.payload.count <= parser.longest else { throw .tooLarge }
            message += frame.payload
            guard !frame.isFinal else { return isClosing ? nil : .text(message) }
            fragments = message
        }
        return nil
    }

    private mutating func end(_ payload: [UInt8]) throws(CloseCode) -> Action {
        guard !isClosing else { return .end(nil) }
        guard payload.count != 1 else { throw .protocolError("a close frame has no or two bytes of code") }
        var code = CloseCode.normal
        if payload.count >= 2 {
            let number = UInt16(payload[0]) << 8 | UInt16(payload[1])
            guard CloseCode.isValid(number) else { throw .protocolError("not a close code") }
            guard String(validating: payload[2...], as: UTF8.self) != nil else { throw .invalidUTF8 }
            code = CloseCode(number: number, reason: "")
        }
        isClosing = true
        return .end(SocketFrame.close(code))
    }
}
