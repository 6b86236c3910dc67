import Contracts

extension WalletTransfer: LedgerRule {
    func collect(_ needs: inout Needs) {
        needs.money(money)
        needs.payer(from, in: money.currency)
        needs.account(to, in: money.currency)
    }

    func isPermitted(to actor: Actor, in book: Book) -> Bool {
        guard actor.isBoundToOwn else { return true }
        if case .system(let account, _) = to, !account.isOpenToPeople { return false }
        return book.isOwn(from, of: actor)
    }

    func decide(in book: Book, _ context: CommandContext) throws(CommandError) -> Change {
        let money = try book.money(money)
        let payer = try book.wallet(from, in: money.unit, field: "from")
        let receiver = try book.account(to, in: money.unit, field: "to")
        try book.check(context, on: payer, field: "from")
        guard payer.id != receiver.id else {
            throw CommandError(.sameAccount, "from and to are the same account", field: "to")
        }
        var change = Change()
        change.transaction = Change.Draft(
            type: .transfer, postings: .moving(money, from: payer.id, to: receiver.id), reference: reference,
            description: description)
        return change
    }
}

extension [Posting] {
    /// The two legs of a simple movement.
    static func moving(_ money: Money, from payer: AccountID, to receiver: AccountID) -> [Posting] {
        [
            Posting(account: payer, amount: -money.minorUnits, unit: money.unit),
            Posting(account: receiver, amount: money.minorUnits, unit: money.unit),
        ]
    }
}

extension Book {
    /// A party's wallet, where one of the ledger's own accounts will not do.
    func wallet(_ reference: AccountReference, in unit: CurrencyUnit, field: String) throws(CommandError) -> Account {
        let account = try account(reference, in: unit, field: field)
        guard account.owner != nil else {
            throw CommandError(.invalidField, "\(field) must be a party's wallet", field: field)
        }
        return account
    }
}
