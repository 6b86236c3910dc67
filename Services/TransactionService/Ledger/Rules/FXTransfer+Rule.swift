import Contracts

/// An exchange of one unit for another at a stated rate.
struct Exchange {
    let rate: DecimalAmount
    let sold: Money
    let bought: Money
    /// What the exact product has beyond ``bought``, which was rounded down, as a decimal number in the unit that is bought.
    let remainder: String
    /// Whether there is a remainder; one minor unit is then booked to the account for rounding.
    let isRounded: Bool
}

extension FXTransfer: LedgerRule {
    func collect(_ needs: inout Needs) {
        needs.money(money)
        needs.payer(from, in: money.currency)
        needs.account(to, in: toCurrency)
        needs.currency(toCurrency)
    }

    func decide(in book: Book, _ context: CommandContext) throws(CommandError) -> Change {
        let sold = try book.money(money)
        let unit = try book.unit(toCurrency, field: "to_currency")
        let payer = try book.wallet(from, in: sold.unit, field: "from")
        let receiver = try book.account(to, in: unit, field: "to")
        let exchange = try Exchange(selling: sold, at: rate, for: unit)
        try book.check(context, on: payer, field: "from")
        let position = SystemAccount.exchange
        let paid = exchange.bought.minorUnits + (exchange.isRounded ? 1 : 0)
        var postings = [
            Posting(account: payer.id, amount: -sold.minorUnits, unit: sold.unit),
            Posting(account: position.id(in: sold.unit), amount: sold.minorUnits, unit: sold.unit),
            Posting(account: position.id(in: unit), amount: -paid, unit: unit),
            Posting(account: receiver.id, amount: exchange.bought.minorUnits, unit: unit),
        ]
        if exchange.isRounded {
            postings.append(Posting(account: SystemAccount.rounding.id(in: unit), amount: 1, unit: unit))
        }
        var change = Change()
        change.exchange = exchange
        change.transaction = Change.Draft(
            type: .exchange, postings: postings, reference: reference, description: description)
        return change
    }
}

extension Exchange {
    /// Multiplies exactly and rounds what is bought down to a minor unit.
    ///
    /// - Throws: `currency_mismatch`, `amount_below_minimum`, `amount_too_large`.
    init(selling sold: Money, at rate: DecimalAmount, for unit: CurrencyUnit) throws(CommandError) {
        guard sold.unit != unit else {
            throw CommandError(.currencyMismatch, "to_currency is the currency of money", field: "to_currency")
        }
        // sold · 10^-sd · digits · 10^-scale, in minor units of 10^-bd: the exponent tells how to shift.
        // The product may need more than 128 bits although what it comes down to does not.
        let shift = Int(sold.unit.decimals) + Int(rate.scale) - Int(unit.decimals)
        let factor = UInt128(sold.minorUnits).multipliedReportingOverflow(by: .powerOfTen(Swift.max(0, -shift)))
        let product = factor.partialValue.multipliedFullWidth(by: rate.digits)
        let divisor = UInt128.powerOfTen(Swift.max(0, shift))
        guard !factor.overflow, product.high < divisor else { throw Self.tooLarge }
        let (whole, rest) = divisor.dividingFullWidth(product)
        guard whole > 0 else {
            throw CommandError(
                .amountBelowMinimum, "money buys less than the smallest amount of \(unit.code)", field: "money.amount")
        }
        // One more than is bought may have to be booked.
        guard whole < UInt128(Account.bound) else { throw Self.tooLarge }
        self.rate = rate
        self.sold = sold
        bought = Money(minorUnits: Int64(whole), unit: unit)
        isRounded = rest > 0
        remainder = rest.decimalText(places: shift + Int(unit.decimals))
    }

    private static var tooLarge: CommandError {
        CommandError(.amountTooLarge, "money buys more than the ledger can hold", field: "money.amount")
    }
}

extension UInt128 {
    /// 10 to a power of at most 38.
    fileprivate static func powerOfTen(_ power: Int) -> UInt128 { (0..<power).reduce(1) { result, _ in result * 10 } }

    /// The number with so many of its digits after the point, without trailing zeros.
    fileprivate func decimalText(places: Int) -> String {
        guard self > 0, places > 0 else { return String(self) }
        let digits = String(self)
        let padded = String(repeating: "0", count: Swift.max(0, places + 1 - digits.count)) + digits
        var text = padded.dropLast(places) + "." + padded.suffix(places)
        while text.hasSuffix("0") { text.removeLast() }
        return String(text)
    }
}
