import Contracts

extension JournalPost: LedgerRule {
    func collect(_ needs: inout Needs) {
        for leg in legs {
            needs.money(leg.money)
            needs.account(leg.account, in: leg.money.currency)
        }
    }

    func decide(in book: Book, _ context: CommandContext) throws(CommandError) -> Change {
        var postings: [Posting] = []
        for (index, leg) in legs.enumerated() {
            let money = try book.money(leg.money)
            let account = try book.account(leg.account, in: money.unit, field: "legs[\(index)].account")
            postings.append(Posting(account: account.id, amount: money.minorUnits, unit: money.unit))
        }
        var change = Change()
        change.transaction = Change.Draft(
            type: .journal, postings: postings, reference: reference, description: description)
        return change
    }
}
