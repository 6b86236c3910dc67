/// A W3C trace context (https://www.w3.org/TR/trace-context/), version 00.
public struct TraceContext: Hashable, Sendable {
    /// The whole header: `00-<32 hex>-<16 hex>-<2 hex>`.
    public let traceparent: String

    /// The 32 hexadecimal digits that all spans of a trace share.
    public var traceID: Substring { traceparent.dropFirst(3).prefix(32) }

    /// Takes a well-formed `traceparent`; nil otherwise, and then the message goes on without one, as the specification says.
    public init?(traceparent: String) {
        let bytes = Array(traceparent.utf8)
        guard bytes.count == 55, bytes.starts(with: Array("00-".utf8)), bytes[35] == UInt8(ascii: "-"),
            bytes[52] == UInt8(ascii: "-"),
            Self.isHex(bytes[3..<35]), Self.isHex(bytes[36..<52]), Self.isHex(bytes[53..<55]),
            bytes[3..<35].contains(where: { $0 != UInt8(ascii: "0") }),
            bytes[36..<52].contains(where: { $0 != UInt8(ascii: "0") })
        else { return nil }
        self.traceparent = traceparent
    }

    private static func isHex(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
        }
    }
}
