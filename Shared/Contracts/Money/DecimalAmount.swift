/// An amount exactly as it was sent, not yet bound to a unit.
///
/// The syntax is an optional `-`, digits, and optionally a point followed by digits: `0`, `125.50`, `-0.05`. The whole part
/// has no leading zeros and is never empty, and zero has no sign, so that an amount of given decimals is written in exactly
/// one way. There is no plus sign, no exponent, no space and no grouping. `1.5` and `1.50` are different as sent, though
/// the same in minor units.
public struct DecimalAmount: Sendable, Hashable {
    /// The most characters that an amount may have.
    public static let longestText = 40

    /// Whether the amount is below zero.
    public let isNegative: Bool
    /// All digits as one integer: 12550 for `-125.50`.
    public let digits: UInt128
    /// How many of the digits are decimals, trailing zeros included: 2 for `125.50`.
    public let scale: UInt8

    /// Reads an amount.
    ///
    /// - Throws: ``AmountError``; ``AmountError/overflow`` already here when the digits exceed 128 bits, which no unit holds.
    public init(parsing text: String) throws(AmountError) {
        guard !text.utf8.isEmpty else { throw .empty }
        guard text.utf8.count <= DecimalAmount.longestText else { throw .tooLong }
        var scan = Scan()
        for byte in text.utf8 { try scan.take(byte) }
        guard scan.digitCount > 0, !scan.awaitsDigit else { throw .invalidSyntax(offset: scan.offset) }
        guard !scan.isNegative || scan.digits != 0 else { throw .negativeZero }
        isNegative = scan.isNegative
        digits = scan.digits
        scale = scan.scale
    }

    /// The amount of `money`, with all the decimals of its unit.
    public init(_ money: Money) {
        isNegative = money.minorUnits < 0
        digits = UInt128(money.minorUnits.magnitude)
        scale = money.unit.decimals
    }

    /// The amount in minor units of `unit`.
    ///
    /// Decimals beyond those of the unit are refused even when they are zeros: `1.00` is no amount in yen. Fewer are filled
    /// up: `1.5` is 150 cents.
    ///
    /// - Throws: ``AmountError/tooManyDecimals(allowed:)`` or ``AmountError/overflow``, checked in this order.
    public func minorUnits(in unit: CurrencyUnit) throws(AmountError) -> Int64 {
        guard scale <= unit.decimals else { throw .tooManyDecimals(allowed: unit.decimals) }
        guard var magnitude = UInt64(exactly: digits) else { throw .overflow }
        for _ in scale..<unit.decimals {
            let (product, overflow) = magnitude.multipliedReportingOverflow(by: 10)
            guard !overflow else { throw .overflow }
            magnitude = product
        }
        if isNegative {
            guard magnitude <= Int64.min.magnitude else { throw .overflow }
            return Int64(truncatingIfNeeded: 0 &- magnitude)
        }
        guard let value = Int64(exactly: magnitude) else { throw .overflow }
        return value
    }
}

extension DecimalAmount {
    /// The state between two bytes of an amount.
    private struct Scan {
        var isNegative = false
        var digits: UInt128 = 0
        var digitCount = 0
        var scale: UInt8 = 0
        var hasPoint = false
        var awaitsDigit = false
        var offset = 0

        mutating func take(_ byte: UInt8) throws(AmountError) {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): try takeDigit(byte - UInt8(ascii: "0"))
            case UInt8(ascii: ".") where digitCount > 0 && !hasPoint:
                hasPoint = true
                awaitsDigit = true
            case UInt8(ascii: "-") where offset == 0: isNegative = true
            default: throw .invalidSyntax(offset: offset)
            }
            offset += 1
        }

        private mutating func takeDigit(_ digit: UInt8) throws(AmountError) {
            if digitCount == 1, digits == 0, !hasPoint { throw .leadingZero }
            let (product, overflow) = digits.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(UInt128(digit))
            guard !overflow, !carry else { throw .overflow }
            digits = sum
            digitCount += 1
            awaitsDigit = false
            if hasPoint { scale += 1 }
        }
    }
}
