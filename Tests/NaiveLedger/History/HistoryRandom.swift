/// SplitMix64: small, quick, and the same on every machine, so that a history can be told by its seed.
public struct HistoryRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Starts from a seed.
    public init(seed: UInt64) { state = seed }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    /// True in `percent` of a hundred cases.
    public mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }

    /// One of them; nil where there are none.
    public mutating func pick<Item>(_ items: [Item]) -> Item? { items.randomElement(using: &self) }

    /// One of at least one.
    public mutating func pick<Item>(_ first: Item, _ others: Item...) -> Item {
        ([first] + others).randomElement(using: &self) ?? first
    }

    /// A whole number.
    public mutating func number(_ range: ClosedRange<Int64>) -> Int64 { Int64.random(in: range, using: &self) }
}
