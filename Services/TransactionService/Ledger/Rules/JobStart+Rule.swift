import Contracts

extension JobStart: LedgerRule {
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
            type: .job, postings: .moving(money, from: account.id, to: destination.id(in: money.unit)),
            reference: reference, description: description)
        var job = Request(
            id: book.nextNumber, kind: .job, account: account.id, amount: money.minorUnits, createdAt: book.now,
            state: .pending)
        // The spending is the next transaction that is posted, so its number is known before it is taken.
        job.transaction = TransactionID(number: book.nextNumber)
        job.jobType = jobType
        job.expiresAt = book.now.adding(seconds: expiresIn ?? JobStart.usual)
        job.reference = reference
        job.description = description
        change.request = job
        return change
    }
}
