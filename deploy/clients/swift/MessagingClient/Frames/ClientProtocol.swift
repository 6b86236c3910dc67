import NIOCore

/// What a client has to do about what the server sends: joins fragments, answers pings, ends politely. Knows no channel and no clock.
struct ClientProtocol {
    /// What is to be done.
    enum Event {
        /// A whole text message; whether it is UTF-8 is for its reader to say.
        case message(ByteBuffer)
        /// A frame to be sent at once.
        case answer(SocketOpcode, [UInt8])
        /// The server has closed, or has agreed to: the frame to be sent before the end, if there is one, and how it ended.
        case end(answer: [UInt8]?, SocketEnding)
    }

    private let reader: FrameReader
    private var unread: ByteBuffer?
    private var fragments: ByteBuffer?
    /// Whether a close frame was sent.
    private(set) var isClosing = false

    /// - Parameter longest: the most bytes of a message, in one frame or many.
    init(longest: Int) { reader = FrameReader(longest: longest) }

    /// Takes what has arrived. Call ``next()`` until it gives nothing.
    mutating func receive(_ bytes: ByteBuffer) {
        guard var buffer = unread else {
            unread = bytes
            return
        }
        unread = nil
        buffer.discardReadBytes()
        buffer.writeImmutableBuffer(bytes)
        unread = buffer
    }

    /// The next thing to be done; nil while more bytes are needed.
    ///
    /// - Throws: why the connection must end.
    mutating func next() throws(SocketEnding) -> Event? {
        while var buffer = unread {
            unread = nil
            let frame = try reader.next(in: &buffer)
            // An idle socket holds no memory for what it has read.
            if buffer.readableBytes > 0 { unread = buffer }
            guard let frame else { return nil }
            if let event = try event(of: frame) { return event }
        }
        return nil
    }

    /// Begins to close.
    ///
    /// - Returns: what the close frame carries; nil where one was sent before.
    mutating func close(_ ending: SocketEnding) -> [UInt8]? {
        guard !isClosing else { return nil }
        isClosing = true
        return ending.payload
    }

    private mutating func event(of frame: FrameReader.Frame) throws(SocketEnding) -> Event? {
        switch frame.opcode {
        case .close: return try end(frame.payload)
        case .ping: return isClosing ? nil : .answer(.pong, Array(frame.payload.readableBytesView))
        case .pong: return nil
        case .binary: throw SocketEnding(code: 1003, reason: "only text frames are understood")
        case .text:
            guard fragments == nil else { throw .protocolError("a message began before the one before it had ended") }
            guard !frame.isFinal else { return .message(frame.payload) }
            fragments = frame.payload
        case .continuation:
            guard var message = fragments else { throw .protocolError("nothing is to be continued") }
            fragments = nil
            guard message.readableBytes + frame.payload.readableBytes <= reader.longest else {
                throw SocketEnding(code: 1009, reason: "a message has at most \(reader.longest) bytes")
            }
            message.writeImmutableBuffer(frame.payload)
            guard !frame.isFinal else { return .message(message) }
            fragments = message
        }
        return nil
    }

    private mutating func end(_ payload: ByteBuffer) throws(SocketEnding) -> Event {
        var payload = payload
        guard payload.readableBytes != 1 else { throw .protocolError("a close frame has no or two bytes of code") }
        // 1005 stands for a close frame without a code.
        let code = payload.readInteger(as: UInt16.self) ?? 1005
        guard let reason = String(validating: payload.readableBytesView, as: UTF8.self) else {
            throw SocketEnding(code: 1007, reason: "text must be UTF-8")
        }
        let ending = SocketEnding(code: code, reason: reason)
        let answer = isClosing ? nil : ending.payload.isEmpty ? [] : Array(ending.payload.prefix(2))
        isClosing = true
        return .end(answer: answer, ending)
    }
}
