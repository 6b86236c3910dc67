/// What a WebSocket frame is (RFC 6455, 5.2).
public enum SocketOpcode: UInt8, Sendable {
    case continuation = 0
    case text = 1
    case binary = 2
    case close = 8
    case ping = 9
    case pong = 10

    /// The most bytes of what a control frame carries.
    static let longestControl = 125

    /// Whether it may stand between the fragments of a message.
    var isControl: Bool { rawValue >= 8 }
}
