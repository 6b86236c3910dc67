import Contracts

extension PaymentSplit: LedgerRule {
    func collect(_ needs: inout Needs) {
        needs.money(money)
        needs.payer(from, in: money.currency)
        needs.account(to, in: money.currency)
    }

    func decide(in book: Book, _ context: CommandContext) throws(CommandError) -> Change {
        let money = try book.money(money)
        let payer = try book.wallet(from, in: money.unit, field: "from")
        let receiver = try book.account(to, in: money.unit, field: "to")
        let fee = try part(of: money, fee, feeBasisPoints, in: book, field: "fee")
        let tax = try part(of: money, tax, taxBasisPoints, in: book, field: "tax")
        let (parts, overflow) = fee.addingReportingOverflow(tax)
        guard !overflow, parts <= money.minorUnits else {
            throw CommandError(.invalidField, "fee and tax are more than money", field: "fee")
        }
        try book.check(context, on: payer, field: "from")
        guard payer.id != receiver.id else {
            throw CommandError(.sameAccount, "from and to are the same account", field: "to")
        }
        let shares = [
            (receiver.id, money.minorUnits - parts), (SystemAccount.fees.id(in: money.unit), fee),
            (SystemAccount.tax.id(in: money.unit), tax),
        ]
        var change = Change()
        change.transaction = Change.Draft(
            type: .payment,
            postings: [Posting(account: payer.id, amount: -money.minorUnits, unit: money.unit)]
                + shares.filter { $0.1 > 0 }.map { Posting(account: $0.0, amount: $0.1, unit: money.unit) },
            reference: reference, description: description)
        return change
    }

    /// A stated amount, or hundredths of a percent of the whole, rounded half up to a minor unit.
    private func part(
        of money: Money, _ amount: DecimalAmount?, _ basisPoints: Int64?, in book: Book, field: String
    ) throws(CommandError) -> Int64 {
        if let amount { return try book.amount(amount, in: money.unit, field: field) }
        let exact = Int128(money.minorUnits) * Int128(basisPoints ?? 0)
        return Int64((exact + 5_000) / 10_000)
    }
}
