import Contracts

/// Chooses from which of three queues the next is taken: high overtakes, low is never starved.
///
/// While all three are backlogged, at most ``mostHigh`` high and ``mostNormal`` normal ones come between two low ones, so a low one at place n of
/// its queue waits for at most 20 × n others. An empty queue loses its turn and gets no credit for it.
public struct PriorityDrain: Hashable, Sendable {
    /// The most high ones between two low ones, and between two normal ones at most a quarter of them.
    public static let mostHigh = 16
    /// The most normal ones between two low ones.
    public static let mostNormal = 4

    private var highSinceLow = 0
    private var normalSinceLow = 0
    private var highSinceNormal = 0

    /// Starts afresh.
    public init() {}

    /// The priority whose turn it is among those that have something; nil where none has.
    ///
    /// - Parameter hasWaiting: whether a queue has something that can be taken now.
    public mutating func next(_ hasWaiting: (MessagePriority) -> Bool) -> MessagePriority? {
        let (high, normal, low) = (hasWaiting(.high), hasWaiting(.normal), hasWaiting(.low))
        let highMayGo = !low || highSinceLow < Self.mostHigh
        let normalMayGo = !low || normalSinceLow < Self.mostNormal
        if !low { (highSinceLow, normalSinceLow) = (0, 0) }
        if !normal { highSinceNormal = 0 }
        if high, highMayGo, !normal || !normalMayGo || highSinceNormal < Self.mostHigh / Self.mostNormal {
            if low { highSinceLow += 1 }
            if normal { highSinceNormal += 1 }
            return .high
        }
        if normal, normalMayGo {
            if low { normalSinceLow += 1 }
            highSinceNormal = 0
            return .normal
        }
        guard low else { return nil }
        (highSinceLow, normalSinceLow, highSinceNormal) = (0, 0, 0)
        return .low
    }
}
