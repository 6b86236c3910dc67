import Contracts

extension BankAccountAdd: LedgerRule {
    func collect(_ needs: inout Needs) {
        needs.parties.insert(party)
        needs.currency(currency)
        needs.bankOwners.insert(party)
        needs.opensBankNumbers = true
    }

    func isPermitted(to actor: Actor, in book: Book) -> Bool { !actor.isBoundToOwn || actor.id == party }

    func decide(in book: Book, _ context: CommandContext) throws(CommandError) -> Change {
        guard book.policy.keepsBankAccounts else {
            throw CommandError(.unavailable, "this service has no key to keep bank accounts with")
        }
        let unit = try book.unit(currency, field: "currency")
        let party = try book.party(party, field: "party")
        let others = book.bankAccounts(of: party.id)
        guard !others.contains(where: { $0.number == number && $0.unit == unit }) else {
            throw CommandError(
                .bankAccountExists, "the party has this bank account already", field: number.format.fieldName)
        }
        guard others.count < Book.mostBankAccounts else {
            throw CommandError(
                .invalidField, "a party has at most \(Book.mostBankAccounts) bank accounts", field: "party")
        }
        let isFirst = !others.contains { $0.isPrimary && $0.unit == unit }
        var account = BankAccount(
            id: BankAccountID(number: book.nextNumber), party: party.id, unit: unit, country: number.country,
            format: number.format, bankCode: number.bankCode, masked: number.masked, number: number, holder: holder,
            isPrimary: primary == true || isFirst)
        account.isNew = true
        var change = Change()
        change.bankAccounts = [account] + (account.isPrimary ? others.demoted(in: unit) : [])
        return change
    }

    /// Fingerprints know no more of the number than everybody does, so that they do not betray it.
    func hiddenDifference(to earlier: StoredOutcome, in book: Book) -> String? {
        guard earlier.isCommitted, case .object(let document) = try? JSONReader.read(earlier.document),
            let id = document["bank_account"]?.asObject?["id"]?.asString.flatMap({ BankAccountID(text: $0) }),
            let former = book.bankAccounts[id], former.state == .active, let known = former.number, known != number
        else { return nil }
        return number.format.fieldName
    }
}

extension BankAccountSetPrimary: LedgerRule {
    func collect(_ needs: inout Needs) { needs.bankAccounts.insert(bankAccount) }

    func isPermitted(to actor: Actor, in book: Book) -> Bool { book.owns(bankAccount, actor) }

    func decide(in book: Book, _ context: CommandContext) throws(CommandError) -> Change {
        var account = try book.bankAccount(bankAccount)
        let others = book.bankAccounts(of: account.party).filter { $0.id != account.id }
        account.isPrimary = true
        var change = Change()
        change.bankAccounts = [account] + others.demoted(in: account.unit)
        return change
    }
}

extension BankAccountRemove: LedgerRule {
    func collect(_ needs: inout Needs) {
        needs.bankAccounts.insert(bankAccount)
        needs.leavingBanks.insert(bankAccount)
    }

    func isPermitted(to actor: Actor, in book: Book) -> Bool { book.owns(bankAccount, actor) }

    func decide(in book: Book, _ context: CommandContext) throws(CommandError) -> Change {
        var account = try book.bankAccount(bankAccount)
        guard !book.requests.values.contains(where: { $0.bankAccount == account.id && $0.state == .pending }) else {
            throw CommandError(
                .bankAccountInUse, "a withdrawal to the bank account is under way", field: "bank_account")
        }
        account.state = .removed
        account.isPrimary = false
        var change = Change()
        change.bankAccounts = [account]
        change.reason = reason
        return change
    }
}

extension [BankAccount] {
    /// Those that are primary in a unit, no longer primary.
    fileprivate func demoted(in unit: CurrencyUnit) -> [BankAccount] {
        filter { $0.isPrimary && $0.unit == unit }.map {
            var account = $0
            account.isPrimary = false
            return account
        }
    }
}

extension Book {
    fileprivate func owns(_ id: BankAccountID, _ actor: Actor) -> Bool {
        // One that is out of use is nobody's, like one that never was.
        guard actor.isBoundToOwn, let account = bankAccounts[id], account.state == .active else { return true }
        return account.party == actor.id
    }
}

extension BankAccountNumber.Format {
    /// The field of `bank_account.add` that carries such a number.
    fileprivate var fieldName: String {
        switch self {
        case .iban: "iban"
        case .local: "number"
        }
    }
}
