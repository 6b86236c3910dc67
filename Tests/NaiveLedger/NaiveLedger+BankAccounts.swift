import Contracts

extension NaiveLedger {
    mutating func add(_ command: BankAccountAdd, _ turn: Turn) throws(Refusal) {
        _ = try decimals(command.currency)
        _ = try party(command.party)
        let own = active(of: command.party)
        if own.contains(where: { $0.value.number == command.number && $0.value.currency == command.currency }) {
            throw Refusal(.bankAccountExists)
        }
        if own.count >= 50 { throw Refusal(.invalidField) }
        let id = turn.assigned.bankAccount ?? BankAccountID(number: nextNumber())
        bankAccounts[id] = NaiveBankAccount(
            party: command.party, currency: command.currency, number: command.number, holder: command.holder)
        bankAccountIDs.append(id)
        // The first one is primary without being told to.
        if command.primary == true || primary(of: command.party, command.currency) == nil { makePrimary(id) }
    }

    mutating func setPrimary(_ command: BankAccountSetPrimary) throws(Refusal) {
        guard bankAccounts[command.bankAccount]?.isActive == true else { throw Refusal(.bankAccountNotFound) }
        makePrimary(command.bankAccount)
    }

    mutating func remove(_ command: BankAccountRemove) throws(Refusal) {
        guard bankAccounts[command.bankAccount]?.isActive == true else { throw Refusal(.bankAccountNotFound) }
        if requests.values.contains(where: { $0.bankAccount == command.bankAccount && $0.isOpen }) {
            throw Refusal(.bankAccountInUse)
        }
        retire(command.bankAccount)
    }

    /// Takes a bank account out of use and forgets what is secret of it.
    mutating func retire(_ id: BankAccountID) {
        bankAccounts[id]?.isActive = false
        bankAccounts[id]?.isPrimary = false
        bankAccounts[id]?.number = nil
        bankAccounts[id]?.holder = nil
    }

    /// Where a party's money in a unit goes unless something else is said.
    func primary(of party: PartyID, _ currency: String) -> BankAccountID? {
        active(of: party).first { $0.value.isPrimary && $0.value.currency == currency }?.key
    }

    private func active(of party: PartyID) -> [BankAccountID: NaiveBankAccount] {
        bankAccounts.filter { $0.value.party == party && $0.value.isActive }
    }

    private mutating func makePrimary(_ id: BankAccountID) {
        guard let chosen = bankAccounts[id] else { return }
        for (other, account) in active(of: chosen.party) where account.currency == chosen.currency {
            bankAccounts[other]?.isPrimary = other == id
        }
    }
}
