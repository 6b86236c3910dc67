/// Why a unit cannot be made or registered.
public enum UnitError: Error, Sendable, Hashable {
    /// The code is not 3 to 15 characters of `A–Z 0–9 _` beginning with a letter.
    case invalidCode
    /// The number is out of range: a registered unit has 1000 to 32767.
    case invalidNumber
    /// More decimals than ``CurrencyUnit/mostDecimals``.
    case invalidDecimals
    /// Three letters belong to ISO 4217, which may give a free code a meaning at any time; ledgers are for ever.
    case reservedCode
    /// The code stands for another unit already.
    case codeTaken(CurrencyUnit)
    /// The number stands for another unit already.
    case numberTaken(CurrencyUnit)
}

extension UnitError: CustomStringConvertible {
    /// A sentence fragment for people.
    public var description: String {
        switch self {
        case .invalidCode: "a unit code is a capital letter and 2 to 14 of A-Z, 0-9 and _"
        case .invalidNumber: "the number of a registered unit is 1000 to 32767"
        case .invalidDecimals: "a unit has at most \(CurrencyUnit.mostDecimals) decimals"
        case .reservedCode: "three-letter codes are reserved for ISO 4217"
        case .codeTaken(let unit): "the code \(unit.code) is in use with \(unit.decimals) decimals"
        case .numberTaken(let unit): "the number \(unit.number) is in use for \(unit.code)"
        }
    }
}
