/// Numbers for new objects, taken in blocks from the database's sequence beforehand.
public struct NumberSource: Sendable {
    private var blocks: [Range<Int64>]

    /// Starts with blocks of numbers, each handed out by nobody else.
    public init(blocks: [Range<Int64>] = []) { self.blocks = blocks }

    /// How many are left.
    public var count: Int { blocks.reduce(0) { $0 + $1.count } }

    /// Adds a block; blocks come in rising order.
    public mutating func add(_ block: Range<Int64>) { blocks.append(block) }

    /// The number that ``next()`` will give.
    public var peek: Int64 {
        let number = blocks.first { !$0.isEmpty }?.lowerBound
        precondition(number != nil, "a batch was given fewer numbers than its commands can use")
        return number ?? 0
    }

    /// Takes the next number. The caller has made sure that there is one.
    public mutating func next() -> Int64 {
        while let first = blocks.first, first.isEmpty { blocks.removeFirst() }
        precondition(!blocks.isEmpty, "a batch was given fewer numbers than its commands can use")
        let number = blocks[0].lowerBound
        blocks[0] = (number + 1)..<blocks[0].upperBound
        return number
    }
}
