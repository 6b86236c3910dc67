import Contracts

/// What a mailbox had to leave out: so many records, all of them between two positions. They stay in the history.
public struct Gap: Hashable, Sendable {
    /// How many records; at least 1.
    public var count: Int
    /// The first that is missing.
    public var from: Position
    /// The last that is missing.
    public var to: Position

    /// One record that is missing.
    public init(_ position: Position) {
        count = 1
        from = position
        to = position
    }

    /// One more.
    public mutating func add(_ position: Position) {
        count += 1
        from = min(from, position)
        to = max(to, position)
    }
}

extension Optional<Gap> {
    mutating func add(_ position: Position) {
        guard var gap = self else {
            self = Gap(position)
            return
        }
        gap.add(position)
        self = gap
    }
}
