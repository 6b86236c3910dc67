/// A small random number generator with a seed, so that the same seed gives the same day on every machine.
///
/// SplitMix64 by Guy Steele, Doug Lea and Christine Flood (https://doi.org/10.1145/2714064.2660195).
public struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Starts a sequence.
    public init(seed: UInt64) { state = seed }

    /// Starts the sequence that belongs to one item: two items of one seed have nothing to do with each other.
    public init(seed: UInt64, item: UInt64) {
        var outer = SplitMix64(seed: seed)
        var inner = SplitMix64(seed: item ^ outer.next())
        state = inner.next()
    }

    /// The next number.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
