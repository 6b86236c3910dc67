import Contracts

extension AccountOpen: LedgerRule {
    func collect(_ needs: inout Needs) {
        needs.parties.insert(owner)
        needs.account(.party(owner, kind: kind, currency: currency))
        needs.currency(currency)
    }

    /// Credit is the operator's to give.
    func isPermitted(to actor: Actor, in book: Book) -> Bool {
        !actor.isBoundToOwn || (actor.id == owner && overdraftLimit == nil && unlimited == nil)
    }

    func decide(in book: Book, _ context: CommandContext) throws(CommandError) -> Change {
        let unit = try book.unit(currency, field: "currency")
        let limit = try overdraftLimit.map { (amount) throws(CommandError) in
            try book.amount(amount, in: unit, field: "overdraft_limit")
        }
        _ = try book.party(owner, field: "owner")
        guard book.wallets[WalletAddress(owner: owner, kind: kind, unit: unit.number)] == nil else {
            throw CommandError(
                .accountExists, "\(owner) has a wallet \"\(kind)\" in \(currency) already", field: "owner")
        }
        var change = Change()
        change.opens = Account(
            id: AccountID(number: book.nextNumber), owner: owner, kind: kind, unit: unit, isLimited: unlimited != true,
            overdraftLimit: limit ?? 0)
        return change
    }
}
