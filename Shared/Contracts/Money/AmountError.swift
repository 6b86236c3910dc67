/// Why an amount is refused.
public enum AmountError: Error, Sendable, Hashable {
    /// The text is empty.
    case empty
    /// The text has more than ``DecimalAmount/longestText`` bytes.
    case tooLong
    /// A character that cannot stand at this position, counted in bytes from zero; the length of the text when a digit is
    /// missing at its end. Plus signs, exponents, spaces, separators and digits other than ASCII all end up here.
    case invalidSyntax(offset: Int)
    /// A zero before other digits of the whole part, as in `007`.
    case leadingZero
    /// Zero with a minus sign: there is one way to write zero.
    case negativeZero
    /// More decimals than the unit has, be they zeros.
    case tooManyDecimals(allowed: UInt8)
    /// Beyond 64 bits of minor units.
    case overflow
    /// Two amounts in different units, named by their codes, were to be added or compared.
    case unitMismatch(String, String)
}

extension AmountError: CustomStringConvertible {
    /// A sentence fragment for people.
    public var description: String {
        switch self {
        case .empty: "the amount is empty"
        case .tooLong: "the amount has more than \(DecimalAmount.longestText) characters"
        case .invalidSyntax(let offset): "the amount is not a plain decimal number at character \(offset + 1)"
        case .leadingZero: "the amount has a leading zero"
        case .negativeZero: "the amount is zero with a minus sign"
        case .tooManyDecimals(let allowed): "the amount has more than \(allowed) decimals"
        case .overflow: "the amount is too large"
        case .unitMismatch(let left, let right): "the amounts are in different units, \(left) and \(right)"
        }
    }
}
