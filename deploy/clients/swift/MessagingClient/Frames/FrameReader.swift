import NIOCore

/// Takes a server's frames out of a stream of bytes, and holds them to RFC 6455, 5: not masked, without extensions, bounded.
struct FrameReader {
    struct Frame {
        var opcode: SocketOpcode
        var isFinal: Bool
        var payload: ByteBuffer
    }

    /// The most bytes of one frame.
    let longest: Int

    /// Takes the next whole frame; nil while some of it is still missing.
    ///
    /// - Throws: why the connection must end, as soon as it shows.
    func next(in buffer: inout ByteBuffer) throws(SocketEnding) -> Frame? {
        let start = buffer.readerIndex
        guard let first = buffer.getInteger(at: start, as: UInt8.self),
            let second = buffer.getInteger(at: start + 1, as: UInt8.self)
        else { return nil }
        guard first & 0x70 == 0 else { throw .protocolError("no extension was agreed on") }
        guard let opcode = SocketOpcode(rawValue: first & 0x0F) else { throw .protocolError("unknown opcode") }
        guard second & 0x80 == 0 else { throw .protocolError("frames of a server must not be masked") }
        let isFinal = first & 0x80 != 0
        let short = Int(second & 0x7F)
        guard !opcode.isControl || (isFinal && short <= SocketOpcode.longestControl) else {
            throw .protocolError("a control frame is whole and has at most 125 bytes")
        }
        guard let (length, header) = Self.length(short, in: buffer) else { return nil }
        guard length <= UInt64(longest) else {
            throw SocketEnding(code: 1009, reason: "a frame has at most \(longest) bytes")
        }
        guard buffer.readableBytes >= header + Int(length) else { return nil }
        buffer.moveReaderIndex(forwardBy: header)
        guard let payload = buffer.readSlice(length: Int(length)) else { return nil }
        return Frame(opcode: opcode, isFinal: isFinal, payload: payload)
    }

    private static func length(_ short: Int, in buffer: ByteBuffer) -> (length: UInt64, header: Int)? {
        let at = buffer.readerIndex + 2
        switch short {
        case 126: return buffer.getInteger(at: at, as: UInt16.self).map { (UInt64($0), 4) }
        case 127: return buffer.getInteger(at: at, as: UInt64.self).map { ($0, 10) }
        default: return (UInt64(short), 2)
        }
    }
}
