extension DecimalAmount {
    /// Whether it is exactly zero.
    public var isZero: Bool { digits == 0 }

    /// Whether it is more than another amount, whatever the decimals of the two.
    public func exceeds(_ other: DecimalAmount) -> Bool {
        guard isNegative == other.isNegative else { return other.isNegative }
        let (high, low) = isNegative ? (other, self) : (self, other)
        // Whole parts and fractions by themselves: widened to one scale, all digits together would not fit into 128 bits.
        return high.whole == low.whole ? high.fraction > low.fraction : high.whole > low.whole
    }

    private var whole: UInt128 { digits / Self.power(scale) }

    /// The decimals as a number of 38 digits, as many as fit into 128 bits and an amount can have.
    private var fraction: UInt128 { digits % Self.power(scale) * Self.power(38 - scale) }

    private static func power(_ exponent: UInt8) -> UInt128 {
        (0..<exponent).reduce(1) { power, _ in power * 10 }
    }

    /// The amount without zeros at its end: `125.5` for `125.50`. Equal amounts have equal canonical texts.
    public var canonicalText: String {
        var digits = digits
        var scale = scale
        while scale > 0, digits % 10 == 0 {
            digits /= 10
            scale -= 1
        }
        var text = String(digits)
        if scale > 0 {
            if text.utf8.count <= Int(scale) {
                text = String(repeating: "0", count: Int(scale) + 1 - text.utf8.count) + text
            }
            text.insert(".", at: text.index(text.endIndex, offsetBy: -Int(scale)))
        }
        return isNegative && digits != 0 ? "-" + text : text
    }
}
