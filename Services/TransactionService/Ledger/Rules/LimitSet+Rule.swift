import Contracts

extension LimitSet: LedgerRule {
    func collect(_ needs: inout Needs) {
        if let wallet { needs.account(wallet) }
        if let currency { needs.currency(currency) }
        needs.changesLimits = true
    }

    func decide(in book: Book, _ context: CommandContext) throws(CommandError) -> Change {
        let scope: LimitScope
        let unit: CurrencyUnit
        if let wallet {
            let account = try book.owned(wallet, field: "wallet")
            (scope, unit) = (.wallet(account.id), account.unit)
        } else {
            (scope, unit) = (.level(kycLevel ?? 0), try book.unit(currency ?? "", field: "currency"))
        }
        var change = Change()
        change.limit = LimitSetting(
            scope: scope, unit: unit,
            bounds: LimitBounds(
                minimum: try bound(minimum, in: unit, book, field: "minimum"),
                maximum: try bound(maximum, in: unit, book, field: "maximum"),
                daily: try bound(daily, in: unit, book, field: "daily")))
        return change
    }

    private func bound(
        _ amount: DecimalAmount?, in unit: CurrencyUnit, _ book: Book, field: String
    ) throws(CommandError) -> Int64? {
        guard let amount else { return nil }
        return try book.amount(amount, in: unit, field: field)
    }
}
