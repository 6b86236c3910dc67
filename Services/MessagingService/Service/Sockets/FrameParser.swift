import NIOCore

/// Takes a client's frames out of a stream of bytes, and holds them to RFC 6455, 5: masked, without extensions, bounded.
struct FrameParser {
    struct Frame {
        var opcode: SocketFrame.Opcode
        var isFinal: Bool
        var payload: [UInt8]
    }

    private struct Header {
        var opcode: SocketFrame.Opcode
        var isFinal: Bool
        var length: Int
        /// With the mask.
        var headerLength: Int
    }

    /// The most bytes of one frame.
    let longest: Int

    /// Takes the next whole frame; nil while some of it is still missing.
    ///
    /// - Throws: why the connection must end, as soon as it shows.
    func next(in buffer: inout ByteBuffer) throws(CloseCode) -> Frame? {
        guard let header = try header(of: buffer),
            buffer.readableBytes >= header.headerLength + header.length
        else { return nil }
        buffer.moveReaderIndex(forwardBy: header.headerLength - 4)
        guard let mask = buffer.readInteger(as: UInt32.self),
            let payload = Self.unmasked(&buffer, header.length, mask)
        else { return nil }
        return Frame(opcode: header.opcode, isFinal: header.isFinal, payload: payload)
    }

    private func header(of buffer: ByteBuffer) throws(CloseCode) -> Header? {
        let start = buffer.readerIndex
        guard let first = buffer.getInteger(at: start, as: UInt8.self) else { return nil }
        guard first & 0x70 == 0 else { throw .protocolError("no extension was agreed on") }
        guard let opcode = SocketFrame.Opcode(rawValue: first & 0x0F) else { throw .protocolError("unknown opcode") }
        guard opcode != .binary else { throw .binary }
        let isFinal = first & 0x80 != 0
        guard let second = buffer.getInteger(at: start + 1, as: UInt8.self) else { return nil }
        guard second & 0x80 != 0 else { throw .protocolError("frames of a client must be masked") }
        let short = Int(second & 0x7F)
        guard !opcode.isControl || (isFinal && short <= SocketFrame.longestControl) else {
            throw .protocolError("a control frame is whole and has at most 125 bytes")
        }
        var length = UInt64(short)
        var headerLength = 2 + 4
        if short == 126 {
            guard let long = buffer.getInteger(at: start + 2, as: UInt16.self) else { return nil }
            length = UInt64(long)
            headerLength += 2
        } else if short == 127 {
            guard let long = buffer.getInteger(at: start + 2, as: UInt64.self) else { return nil }
            length = long
            headerLength += 8
        }
        guard length <= UInt64(longest) else { throw .tooLarge }
        return Header(opcode: opcode, isFinal: isFinal, length: Int(length), headerLength: headerLength)
    }

    private static func unmasked(_ buffer: inout ByteBuffer, _ count: Int, _ mask: UInt32) -> [UInt8]? {
        buffer.readWithUnsafeReadableBytes { bytes -> (Int, [UInt8]?) in
            guard bytes.count >= count else { return (0, nil) }
            let payload = [UInt8](unsafeUninitializedCapacity: count) { target, written in
                let long = UInt64(mask) << 32 | UInt64(mask)
                var at = 0
                while at + 8 <= count {
                    let word = bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self) ^ long.bigEndian
                    UnsafeMutableRawBufferPointer(target).storeBytes(of: word, toByteOffset: at, as: UInt64.self)
                    at += 8
                }
                while at < count {
                    target[at] = bytes[at] ^ UInt8(truncatingIfNeeded: mask >> (24 - 8 * UInt32(at & 3)))
                    at += 1
                }
                written = count
            }
            return (count, payload)
        }
    }
}
