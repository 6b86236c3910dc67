import Contracts

extension HoldPlace: LedgerRule {
    func collect(_ needs: inout Needs) {
        needs.money(money)
        needs.payer(wallet, in: money.currency)
    }

    func isPermitted(to actor: Actor, in book: Book) -> Bool { !actor.isBoundToOwn || book.isOwn(wallet, of: actor) }

    func decide(in book: Book, _ context: CommandContext) throws(CommandError) -> Change {
        let money = try book.money(money)
        let account = try book.wallet(wallet, in: money.unit, field: "wallet")
        guard account.isLimited else {
            throw CommandError(.statusConflict, "an account without a limit holds nothing", field: "wallet")
        }
        try book.check(context, on: account, field: "wallet")
        var change = Change()
        change.placement = Change.Placement(
            account: account.id, amount: money.minorUnits, expiresAt: try expiry(after: book.now),
            reference: reference, description: description)
        return change
    }

    private func expiry(after now: Timestamp) throws(CommandError) -> Timestamp {
        let expiry = expiresAt ?? now.adding(seconds: expiresIn ?? HoldPlace.usual)
        guard expiry > now else {
            throw CommandError(.holdExpired, "expires_at is not in the future", field: "expires_at")
        }
        guard expiry <= now.adding(seconds: HoldPlace.longest) else {
            throw CommandError(.invalidField, "expires_at is more than 366 days ahead", field: "expires_at")
        }
        return expiry
    }
}
