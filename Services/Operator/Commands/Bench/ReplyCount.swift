/// Counts what replies say without parsing them: the load must cost less than what it measures.
///
/// The marks that are searched for cannot occur inside of a JSON string, whose quotes are escaped.
struct ReplyCount: Sendable {
    /// Carried out, replays included.
    private(set) var committed = 0
    /// Of these, answered from what was stored.
    private(set) var replayed = 0
    /// Refused or rejected, by error code.
    private(set) var errors: [String: Int] = [:]

    /// Refused or rejected.
    var refused: Int { errors.values.reduce(0, +) }

    private static let committedMark = Array("\"status\":\"committed\"".utf8)
    private static let replayedMark = Array("\"replayed\":true".utf8)
    private static let errorMark = Array("\"error\":{\"code\":\"".utf8)

    /// Counts one reply, to a single command or to a batch.
    ///
    /// - Returns: how many outcomes it told.
    @discardableResult
    mutating func take(_ body: [UInt8]) -> Int {
        var found = 0
        body.withUnsafeBufferPointer { bytes in
            // Every mark begins with a quote and is longer than two bytes.
            for index in 0..<max(bytes.count - 1, 0) where bytes[index] == UInt8(ascii: "\"") {
                switch bytes[index + 1] {
                case UInt8(ascii: "s") where Self.stands(Self.committedMark, at: index, in: bytes):
                    committed += 1
                    found += 1
                case UInt8(ascii: "r") where Self.stands(Self.replayedMark, at: index, in: bytes): replayed += 1
                case UInt8(ascii: "e") where Self.stands(Self.errorMark, at: index, in: bytes):
                    let code = bytes[(index + Self.errorMark.count)...].prefix { $0 != UInt8(ascii: "\"") }
                    errors[String(decoding: code, as: UTF8.self), default: 0] += 1
                    found += 1
                default: break
                }
            }
        }
        return found
    }

    private static func stands(_ mark: [UInt8], at index: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        bytes.count - index >= mark.count && mark.indices.allSatisfy { bytes[index + $0] == mark[$0] }
    }
}
