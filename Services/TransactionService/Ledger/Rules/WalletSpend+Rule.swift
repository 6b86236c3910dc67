import Contracts

extension WalletSpend: LedgerRule {
    func collect(_ needs: inout Needs) {
        needs.money(money)
        needs.payer(wallet, in: money.currency)
    }

    func isPermitted(to actor: Actor, in book: Book) -> Bool {
        !actor.isBoundToOwn || (destination.isOpenToPeople && book.isOwn(wallet, of: actor))
    }

    func decide(in book: Book, _ context: CommandContext) throws(CommandError) -> Change {
        let money = try book.money(money)
        let account = try book.wallet(wallet, in: money.unit, field: "wallet")
        try book.check(context, on: account, field: "wallet")
        var change = Change()
        change.transaction = Change.Draft(
            type: .spend, postings: .moving(money, from: account.id, to: destination.id(in: money.unit)),
            reference: reference, description: description)
        return change
    }
}
