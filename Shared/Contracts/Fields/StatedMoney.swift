/// An amount of money as a command states it: an exact decimal and a unit's code, not yet held against the unit's decimals.
///
/// Only the ledger knows the units that an operator has registered, so only it can turn this into ``Money``.
public struct StatedMoney: Hashable, Sendable {
    /// The exact decimal.
    public let amount: DecimalAmount
    /// An ISO 4217 code or a registered unit's: 3 to 15 characters of A-Z 0-9 _, a letter first.
    public let currency: String
    /// The path of the field it was read from, for errors that only the ledger can find.
    public let field: String

    /// States an amount.
    public init(amount: DecimalAmount, currency: String, field: String = "money") {
        self.amount = amount
        self.currency = currency
        self.field = field
    }

    /// States an amount that is already exact.
    public init(_ money: Money, field: String = "money") {
        self.init(amount: DecimalAmount(money), currency: money.unit.code, field: field)
    }

    /// Holds the amount against its unit.
    ///
    /// - Throws: `unknown_currency`, `too_many_decimals`, `amount_too_large`.
    public func resolved(with units: UnitRegistry) throws(CommandError) -> Money {
        guard let unit = units[currency] else {
            throw CommandError(
                .unknownCurrency, "\(currency) is neither an ISO 4217 currency nor a registered unit",
                field: "\(field).currency")
        }
        do {
            return Money(minorUnits: try amount.minorUnits(in: unit), unit: unit)
        } catch {
            throw CommandError(amountError: error, unit: unit, field: "\(field).amount")
        }
    }

    // The field a value came from is no part of what it says.
    public static func == (left: Self, right: Self) -> Bool {
        left.amount == right.amount && left.currency == right.currency
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(amount)
        hasher.combine(currency)
    }
}

extension CommandError {
    /// Says of an amount what is wrong with it in its unit.
    public init(amountError: AmountError, unit: CurrencyUnit, field: String) {
        switch amountError {
        case .tooManyDecimals:
            self.init(
                .tooManyDecimals, "\(field) has more than the \(unit.decimals) decimals of \(unit.code)", field: field)
        case .overflow:
            self.init(.amountTooLarge, "\(field) is larger than the ledger can hold", field: field)
        default:
            self.init(.invalidAmount, "\(field) is not a decimal number such as 125.50", field: field)
        }
    }
}
