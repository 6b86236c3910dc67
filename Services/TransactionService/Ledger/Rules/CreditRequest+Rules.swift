import Contracts

extension CreditRequestCreate: LedgerRule {
    func collect(_ needs: inout Needs) {
        needs.money(money)
        needs.account(wallet, in: money.currency)
    }

    func isPermitted(to actor: Actor, in book: Book) -> Bool { !actor.isBoundToOwn || book.isOwn(wallet, of: actor) }

    func decide(in book: Book, _ context: CommandContext) throws(CommandError) -> Change {
        let money = try book.money(money)
        let account = try book.wallet(wallet, in: money.unit, field: "wallet")
        var credit = Request(
            id: book.nextNumber, kind: .creditRequest, account: account.id, amount: money.minorUnits,
            createdAt: book.now, state: .pending)
        credit.reference = reference
        credit.reason = reason
        var change = Change()
        change.request = credit
        return change
    }
}

extension CreditRequestApprove: LedgerRule {
    func collect(_ needs: inout Needs) { needs.requests.insert(creditRequest.number) }

    func isPermitted(to actor: Actor, in book: Book) -> Bool { book.isForeign(creditRequest, to: actor) }

    func decide(in book: Book, _ context: CommandContext) throws(CommandError) -> Change {
        var credit = try book.request(creditRequest.number, .creditRequest)
        try credit.check(isOneOf: [.pending])
        guard let account = book.account(credit.account) else {
            throw CommandError(.accountNotFound, "the request's wallet does not exist", field: "credit_request")
        }
        credit.state = .approved
        credit.transaction = TransactionID(number: book.nextNumber)
        var change = Change()
        change.request = credit
        change.reason = reason
        change.transaction = Change.Draft(
            type: .credit,
            postings: .moving(
                Money(minorUnits: credit.amount, unit: account.unit),
                from: SystemAccount.creditIssuance.id(in: account.unit), to: account.id),
            reference: credit.reference)
        return change
    }
}

extension CreditRequestReject: LedgerRule {
    func collect(_ needs: inout Needs) { needs.requests.insert(creditRequest.number) }

    func isPermitted(to actor: Actor, in book: Book) -> Bool { book.isForeign(creditRequest, to: actor) }

    func decide(in book: Book, _ context: CommandContext) throws(CommandError) -> Change {
        var credit = try book.request(creditRequest.number, .creditRequest)
        try credit.check(isOneOf: [.pending])
        credit.state = .rejected
        var change = Change()
        change.request = credit
        change.reason = reason
        return change
    }
}

extension Book {
    /// Nobody decides on credit for the own wallet.
    fileprivate func isForeign(_ id: CreditRequestID, to actor: Actor) -> Bool {
        guard let request = requests[id.number], request.kind == .creditRequest else { return true }
        return account(request.account)?.owner != actor.id
    }
}
