/// Finds out what a frame is without parsing it: the load must cost less than what it measures.
///
/// The marks that are searched for cannot occur inside of a JSON string, whose quotes are escaped.
struct FrameScan: Sendable {
    /// What a frame is to the bench.
    enum Found: Hashable {
        case welcome
        /// A message of this run.
        case message(Int)
        case accepted(Int)
        /// The error's code.
        case refused(String)
        /// Records that were left out.
        case gap(Int)
        /// Anything else.
        case other
    }

    private static let type = Array(#""type":""#.utf8)
    private static let code = Array(#""code":""#.utf8)
    private static let count = Array(#""count":"#.utf8)
    private let senderID: [UInt8]
    private let id: [UInt8]

    /// - Parameter runID: what the ids of this run's messages begin with.
    init(runID: String) {
        senderID = Array("\"sender_id\":\"\(runID)-".utf8)
        id = Array("\"id\":\"\(runID)-".utf8)
    }

    /// Looks at a frame of the service.
    func find(in bytes: UnsafeRawBufferPointer) -> Found {
        guard let at = Self.end(of: Self.type, in: bytes) else { return .other }
        switch Self.text(at: at, in: bytes) {
        case "message":
            return Self.end(of: senderID, in: bytes).map { .message(Self.number(at: $0, in: bytes)) } ?? .other
        case "accepted": return Self.end(of: id, in: bytes).map { .accepted(Self.number(at: $0, in: bytes)) } ?? .other
        case "refused":
            return .refused(Self.end(of: Self.code, in: bytes).map { Self.text(at: $0, in: bytes) } ?? "unknown")
        case "gap": return .gap(Self.end(of: Self.count, in: bytes).map { Self.number(at: $0, in: bytes) } ?? 0)
        case "welcome": return .welcome
        default: return .other
        }
    }

    /// The number of a message that comes back as it was sent.
    func sent(in bytes: UnsafeRawBufferPointer) -> Int? {
        Self.end(of: id, in: bytes).map { Self.number(at: $0, in: bytes) }
    }

    /// Where the first occurrence of a mark ends.
    private static func end(of mark: [UInt8], in bytes: UnsafeRawBufferPointer) -> Int? {
        guard bytes.count >= mark.count else { return nil }
        for at in 0...(bytes.count - mark.count) where bytes[at] == mark[0] && bytes[at + 1] == mark[1] {
            if mark.indices.allSatisfy({ bytes[at + $0] == mark[$0] }) { return at + mark.count }
        }
        return nil
    }

    private static func text(at start: Int, in bytes: UnsafeRawBufferPointer) -> String {
        String(decoding: bytes[start...].prefix(64).prefix { $0 != UInt8(ascii: "\"") }, as: UTF8.self)
    }

    private static func number(at start: Int, in bytes: UnsafeRawBufferPointer) -> Int {
        var number = 0
        for byte in bytes[start...].prefix(15) {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { break }
            number = number * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return number
    }
}
