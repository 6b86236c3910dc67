/// A W3C trace context (https://www.w3.org/TR/trace-context/), written in version 00.
public struct TraceContext: Hashable, Sendable {
    /// The whole header: `00-<32 hex>-<16 hex>-<2 hex>`.
    public let traceparent: String

    /// The 32 hexadecimal digits that all spans of a trace share.
    public var traceID: Substring { traceparent.dropFirst(3).prefix(32) }

    /// Takes a well-formed `traceparent`; nil otherwise, and then the message goes on without one, as the specification says.
    ///
    /// Of a version that is not known yet the parts that version 00 has are read, also where more follows after a dash; it is passed on as
    /// version 00, with the one flag that is known there.
    public init?(traceparent: String) {
        let bytes = Array(traceparent.utf8)
        guard bytes.count >= Self.length, bytes[2] == Self.dash, bytes[35] == Self.dash, bytes[52] == Self.dash,
            Self.isHex(bytes[0..<2]), Self.isHex(bytes[3..<35]), Self.isHex(bytes[36..<52]), Self.isHex(bytes[53..<55]),
            bytes[3..<35].contains(where: { $0 != UInt8(ascii: "0") }),
            bytes[36..<52].contains(where: { $0 != UInt8(ascii: "0") })
        else { return nil }
        switch String(decoding: bytes[0..<2], as: UTF8.self) {
        case "00":
            guard bytes.count == Self.length else { return nil }
            self.traceparent = traceparent
        case "ff": return nil
        default:
            guard bytes.count == Self.length || bytes[Self.length] == Self.dash else { return nil }
            let isSampled = UInt8(String(decoding: bytes[54..<55], as: UTF8.self), radix: 16).map { $0 & 1 == 1 }
            self.traceparent =
                "00-\(String(decoding: bytes[3..<53], as: UTF8.self))\(isSampled == true ? "01" : "00")"
        }
    }

    private static let length = 55
    private static let dash = UInt8(ascii: "-")

    private static func isHex(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
        }
    }
}
