import NIOCore

@testable import MessagingService

/// Frames as a client writes them.
enum ClientBytes {
    /// One frame; masked unless it is to be wrong.
    static func frame(
        _ opcode: UInt8, _ payload: [UInt8], isFinal: Bool = true, isMasked: Bool = true, reserved: UInt8 = 0
    ) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.writeInteger((isFinal ? 0x80 : 0) | reserved << 4 | opcode)
        let mask: UInt8 = isMasked ? 0x80 : 0
        switch payload.count {
        case ..<126: buffer.writeInteger(mask | UInt8(payload.count))
        case ...0xFFFF:
            buffer.writeInteger(mask | 126)
            buffer.writeInteger(UInt16(payload.count))
        default:
            buffer.writeInteger(mask | 127)
            buffer.writeInteger(UInt64(payload.count))
        }
        guard isMasked else {
            buffer.writeBytes(payload)
            return buffer
        }
        let key: [UInt8] = [0x12, 0xA7, 0x00, 0xFF]
        buffer.writeBytes(key)
        buffer.writeBytes(payload.enumerated().map { $0.element ^ key[$0.offset % 4] })
        return buffer
    }

    static func text(_ text: String, isFinal: Bool = true) -> ByteBuffer {
        frame(1, Array(text.utf8), isFinal: isFinal)
    }

    static func close(_ code: UInt16, _ reason: [UInt8] = []) -> ByteBuffer {
        frame(8, [UInt8(code >> 8), UInt8(code & 0xFF)] + reason)
    }
}
