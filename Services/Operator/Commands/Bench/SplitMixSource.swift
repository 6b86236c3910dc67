import BookingDay

/// Random indexes, drawn cheaply.
struct SplitMixSource: Sendable {
    private var generator: SplitMix64

    init(seed: UInt64) { generator = SplitMix64(seed: seed) }

    /// A number from zero to `bound` − 1; the bias of a bound far below 2⁶⁴ is immeasurable.
    mutating func below(_ bound: Int) -> Int {
        Int(generator.next().multipliedFullWidth(by: UInt64(bound)).high)
    }
}
