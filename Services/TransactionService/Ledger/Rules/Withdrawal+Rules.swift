import Contracts

extension WithdrawalInitiate: LedgerRule {
    func collect(_ needs: inout Needs) {
        needs.money(money)
        needs.payer(wallet, in: money.currency)
        needs.banked(wallet, in: money.currency)
        if let bankAccount { needs.bankAccounts.insert(bankAccount) }
    }

    func isPermitted(to actor: Actor, in book: Book) -> Bool { !actor.isBoundToOwn || book.isOwn(wallet, of: actor) }

    func decide(in book: Book, _ context: CommandContext) throws(CommandError) -> Change {
        let money = try book.money(money)
        let account = try book.wallet(wallet, in: money.unit, field: "wallet")
        let bank = try bank(of: account, in: book)
        try book.check(context, on: account, field: "wallet")
        return book.withdraw(money, from: account, to: bank.id, reference, description)
    }

    private func bank(of account: Account, in book: Book) throws(CommandError) -> BankAccount {
        guard let owner = account.owner else {
            throw CommandError(.invalidField, "wallet must be a party's wallet", field: "wallet")
        }
        guard let bankAccount else {
            guard let primary = book.primaryBankAccount(of: owner, in: account.unit) else {
                throw CommandError(
                    .noPrimaryBankAccount, "\(owner) has no primary bank account in \(account.unit.code)",
                    field: "bank_account")
            }
            return primary
        }
        let bank = try book.bankAccount(bankAccount)
        // Somebody else's is no different from none: its existence is not told.
        guard bank.party == owner else {
            throw CommandError(
                .bankAccountNotFound, "bank_account names no bank account in use", field: "bank_account")
        }
        guard bank.unit == account.unit else {
            throw CommandError(
                .currencyMismatch, "the bank account is in \(bank.unit.code)", field: "bank_account")
        }
        return bank
    }
}

extension WithdrawalComplete: LedgerRule {
    func collect(_ needs: inout Needs) { needs.requests.insert(withdrawal.number) }

    func decide(in book: Book, _ context: CommandContext) throws(CommandError) -> Change {
        var request = try book.request(withdrawal.number, .withdrawal)
        try request.check(isOneOf: [.pending])
        let unit = try book.unit(of: request)
        request.state = .completed
        request.settlement = TransactionID(number: book.nextNumber)
        var change = Change()
        change.request = request
        change.transaction = Change.Draft(
            type: .withdrawalCompletion,
            postings: .moving(
                Money(minorUnits: request.amount, unit: unit), from: SystemAccount.payoutsInTransit.id(in: unit),
                to: SystemAccount.cash.id(in: unit)),
            reference: reference ?? request.reference)
        return change
    }
}

extension WithdrawalFail: LedgerRule {
    func collect(_ needs: inout Needs) { needs.request(withdrawal.number) }

    func decide(in book: Book, _ context: CommandContext) throws(CommandError) -> Change {
        var request = try book.request(withdrawal.number, .withdrawal)
        try request.check(isOneOf: [.pending])
        let unit = try book.unit(of: request)
        request.state = .failed
        request.reason = reason
        request.settlement = TransactionID(number: book.nextNumber)
        var change = Change()
        change.request = request
        change.reason = reason
        if let id = request.transaction, let past = book.past(id) {
            change.restorations = past.restorations(of: request.amount)
        }
        change.transaction = Change.Draft(
            type: .withdrawalReturn,
            postings: .moving(
                Money(minorUnits: request.amount, unit: unit), from: SystemAccount.payoutsInTransit.id(in: unit),
                to: request.account),
            reference: request.reference, reachesSuspended: true)
        return change
    }
}

extension Book {
    /// Money out of a wallet, parked until the bank has it.
    func withdraw(
        _ money: Money, from account: Account, to bank: BankAccountID, _ reference: String?, _ description: String?
    ) -> Change {
        var request = Request(
            id: nextNumber, kind: .withdrawal, account: account.id, amount: money.minorUnits, createdAt: now,
            state: .pending)
        request.transaction = TransactionID(number: nextNumber)
        request.bankAccount = bank
        request.reference = reference
        request.description = description
        var change = Change()
        change.request = request
        change.transaction = Change.Draft(
            type: .withdrawal,
            postings: .moving(money, from: account.id, to: SystemAccount.payoutsInTransit.id(in: money.unit)),
            reference: reference, description: description)
        return change
    }

    /// The unit of a request's wallet.
    fileprivate func unit(of request: Request) throws(CommandError) -> CurrencyUnit {
        guard let account = account(request.account) else {
            throw CommandError(.accountNotFound, "the withdrawal's wallet does not exist", field: "withdrawal")
        }
        return account.unit
    }
}
