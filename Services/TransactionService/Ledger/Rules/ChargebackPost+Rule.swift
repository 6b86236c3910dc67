import Contracts

extension ChargebackPost: LedgerRule {
    func collect(_ needs: inout Needs) {
        needs.money(money)
        needs.account(wallet, in: money.currency)
    }

    /// The bank has taken the money already: that the wallet no longer has it, or is suspended, does not make it come back.
    func decide(in book: Book, _ context: CommandContext) throws(CommandError) -> Change {
        let money = try book.money(money)
        let account = try book.wallet(wallet, in: money.unit, field: "wallet")
        try book.check(context, on: account, field: "wallet")
        var change = Change()
        change.reason = reason
        change.transaction = Change.Draft(
            type: .chargeback,
            postings: .moving(money, from: account.id, to: SystemAccount.cash.id(in: money.unit)),
            reference: reference, mayOverdraw: true)
        return change
    }
}
