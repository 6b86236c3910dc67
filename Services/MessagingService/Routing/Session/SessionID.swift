/// One client's connection to this instance: a WebSocket, an event stream, a long poll. Chosen by the service, never used twice.
public struct SessionID: Hashable, Comparable, Sendable {
    /// The number.
    public let number: UInt64

    /// Wraps a number.
    public init(_ number: UInt64) { self.number = number }

    public static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}
