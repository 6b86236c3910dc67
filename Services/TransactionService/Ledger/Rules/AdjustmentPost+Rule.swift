import Contracts

extension AdjustmentPost: LedgerRule {
    func collect(_ needs: inout Needs) {
        needs.money(money)
        needs.account(wallet, in: money.currency)
    }

    func decide(in book: Book, _ context: CommandContext) throws(CommandError) -> Change {
        let money = try book.money(money)
        let account = try book.wallet(wallet, in: money.unit, field: "wallet")
        try book.check(context, on: account, field: "wallet")
        let other = SystemAccount.adjustments.id(in: money.unit)
        var change = Change()
        change.reason = reason
        change.transaction = Change.Draft(
            type: .adjustment,
            postings: direction == .up
                ? .moving(money, from: other, to: account.id) : .moving(money, from: account.id, to: other),
            reference: reference)
        return change
    }
}
