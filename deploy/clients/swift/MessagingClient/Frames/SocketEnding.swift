/// How a connection has ended.
public struct SocketEnding: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is told of a connection that broke without a word (RFC 6455, 7.4.1); never travels.
    public static let broken: UInt16 = 1006

    /// The close code: 1000 to 1015 of RFC 6455, or the service's own from 4400 on.
    public let code: UInt16
    /// One line for a person.
    public let reason: String

    /// Names an ending.
    public init(code: UInt16, reason: String) {
        self.code = code
        self.reason = reason
    }

    public var description: String { reason.isEmpty ? "closed with \(code)" : "closed with \(code): \(reason)" }

    static func broken(_ reason: String) -> SocketEnding { SocketEnding(code: broken, reason: reason) }
    static func protocolError(_ reason: String) -> SocketEnding { SocketEnding(code: 1002, reason: reason) }

    /// The bytes of the close frame that tells it; none where it may not travel.
    var payload: [UInt8] {
        guard code != Self.broken, code != 1005, code != 1015 else { return [] }
        let text = reason.utf8.prefix(SocketOpcode.longestControl - 2)
        return [UInt8(code >> 8), UInt8(truncatingIfNeeded: code)] + text
    }
}
