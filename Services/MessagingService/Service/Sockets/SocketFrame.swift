import NIOCore

/// Frames as the server writes them (RFC 6455, 5.2): whole, and not masked.
enum SocketFrame {
    enum Opcode: UInt8 {
        case continuation = 0
        case text = 1
        case binary = 2
        case close = 8
        case ping = 9
        case pong = 10

        var isControl: Bool { rawValue >= 8 }
    }

    /// The most bytes of what a control frame carries.
    static let longestControl = 125

    /// A text message in one frame, ready to be written to any number of sockets.
    static func text(_ payload: [UInt8]) -> ByteBuffer { frame(.text, payload) }

    static func ping() -> ByteBuffer { frame(.ping, []) }

    static func pong(_ payload: [UInt8]) -> ByteBuffer { frame(.pong, payload) }

    static func close(_ code: CloseCode) -> ByteBuffer {
        let number = [UInt8(code.number >> 8), UInt8(truncatingIfNeeded: code.number)]
        return frame(.close, number + Array(code.reason.utf8.prefix(longestControl - 2)))
    }

    /// How many bytes stand before what a frame carries.
    static func headerLength(payload count: Int) -> Int { count < 126 ? 2 : count <= 0xFFFF ? 4 : 10 }

    private static func frame(_ opcode: Opcode, _ payload: [UInt8]) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(headerLength(payload: payload.count) + payload.count)
        buffer.writeInteger(0x80 | opcode.rawValue)
        switch payload.count {
        case ..<126: buffer.writeInteger(UInt8(payload.count))
        case ...0xFFFF:
            buffer.writeInteger(UInt8(126))
            buffer.writeInteger(UInt16(payload.count))
        default:
            buffer.writeInteger(UInt8(127))
            buffer.writeInteger(UInt64(payload.count))
        }
        buffer.writeBytes(payload)
        return buffer
    }
}
