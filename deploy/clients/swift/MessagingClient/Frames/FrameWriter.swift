import NIOCore

/// Frames as a client writes them (RFC 6455, 5.2 and 5.3): whole, and masked.
enum FrameWriter {
    /// The most bytes before what a frame carries.
    private static let longestHeader = 14

    /// Writes a frame.
    ///
    /// - Parameter mask: unlike any that could be foreseen, and another one for each frame.
    static func write(_ opcode: SocketOpcode, _ payload: [UInt8], mask: UInt32, to buffer: inout ByteBuffer) {
        buffer.reserveCapacity(minimumWritableBytes: longestHeader + payload.count)
        buffer.writeInteger(0x80 | opcode.rawValue)
        switch payload.count {
        case ..<126: buffer.writeInteger(0x80 | UInt8(payload.count))
        case ...0xFFFF:
            buffer.writeInteger(UInt8(0x80 | 126))
            buffer.writeInteger(UInt16(payload.count))
        default:
            buffer.writeInteger(UInt8(0x80 | 127))
            buffer.writeInteger(UInt64(payload.count))
        }
        buffer.writeInteger(mask)
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: payload.count) { target in
            payload.withUnsafeBytes { apply(mask, from: $0, to: target) }
            return payload.count
        }
    }

    private static func apply(
        _ mask: UInt32, from source: UnsafeRawBufferPointer, to target: UnsafeMutableRawBufferPointer
    ) {
        let long = (UInt64(mask) << 32 | UInt64(mask)).bigEndian
        var at = 0
        while at + 8 <= source.count {
            let word = source.loadUnaligned(fromByteOffset: at, as: UInt64.self) ^ long
            target.storeBytes(of: word, toByteOffset: at, as: UInt64.self)
            at += 8
        }
        while at < source.count {
            target[at] = source[at] ^ UInt8(truncatingIfNeeded: mask >> (24 - 8 * UInt32(at & 3)))
            at += 1
        }
    }
}
