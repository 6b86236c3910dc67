/// Writes integers of minor units as decimal text.
public enum MinorUnits {
    /// Appends `minorUnits` with a point before the last `decimals` digits: (-5, 2) appends `-0.05`, (125, 0) `125`.
    ///
    /// - Parameters:
    ///   - minorUnits: any value.
    ///   - decimals: 0 to ``CurrencyUnit/mostDecimals``.
    ///   - bytes: receives ASCII.
    public static func append(_ minorUnits: Int64, decimals: UInt8, to bytes: inout [UInt8]) {
        var magnitude = minorUnits.magnitude
        let decimals = Int(decimals)
        var digitCount = 1
        var rest = magnitude
        while rest >= 10 {
            rest /= 10
            digitCount += 1
        }
        let width = max(digitCount, decimals + 1) + (decimals > 0 ? 1 : 0)
        if minorUnits < 0 { bytes.append(UInt8(ascii: "-")) }
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: width))
        let point = decimals > 0 ? start + width - 1 - decimals : -1
        var position = start + width - 1
        while magnitude > 0 {
            if position == point { position -= 1 }
            let (quotient, digit) = magnitude.quotientAndRemainder(dividingBy: 10)
            bytes[position] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit)
            magnitude = quotient
            position -= 1
        }
        if point >= 0 { bytes[point] = UInt8(ascii: ".") }
    }

    /// The decimal text of `minorUnits`, see ``append(_:decimals:to:)``.
    public static func text(_ minorUnits: Int64, decimals: UInt8) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(24)
        append(minorUnits, decimals: decimals, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
