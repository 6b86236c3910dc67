/// How many bytes may wait in all mailboxes of a process together.
public struct MemoryBudget: Hashable, Sendable {
    /// The bound.
    public let bytes: Int
    /// How many wait.
    public private(set) var used = 0

    /// Makes one of which nothing is used.
    public init(bytes: Int) { self.bytes = bytes }

    /// Whether what may be left out is left out: beyond half of the bound, so that messages keep the rest.
    public var isShedding: Bool { used > bytes / 2 }

    /// Whether there is room for so many more.
    public func hasRoom(for count: Int) -> Bool { used + count <= bytes }

    mutating func take(_ count: Int) { used += count }

    mutating func give(_ count: Int) {
        used -= count
        assert(used >= 0, "more is given back than was taken")
    }
}
