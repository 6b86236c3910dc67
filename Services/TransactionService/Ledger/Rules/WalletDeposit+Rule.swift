import Contracts

extension WalletDeposit: LedgerRule {
    func collect(_ needs: inout Needs) {
        needs.money(money)
        needs.account(wallet, in: money.currency)
        if open == true, case .party(let party, _, _) = wallet { needs.parties.insert(party) }
    }

    func decide(in book: Book, _ context: CommandContext) throws(CommandError) -> Change {
        let money = try book.money(money)
        var change = Change()
        let existing = try existing(in: book, money.unit)
        let account = if let existing { existing } else { try opened(in: book, money.unit) }
        if existing == nil { change.opens = account }
        try book.check(context, on: account, field: "wallet")
        change.transaction = Change.Draft(
            type: .deposit, postings: .moving(money, from: source.id(in: money.unit), to: account.id),
            reference: reference, description: description)
        return change
    }

    private func existing(in book: Book, _ unit: CurrencyUnit) throws(CommandError) -> Account? {
        do throws(CommandError) {
            return try book.wallet(wallet, in: unit, field: "wallet")
        } catch {
            guard error.code == .accountNotFound, open == true else { throw error }
            return nil
        }
    }

    private func opened(in book: Book, _ unit: CurrencyUnit) throws(CommandError) -> Account {
        guard case .party(let owner, let kind, let stated) = wallet else {
            throw CommandError(.invalidField, "open needs the wallet to be named by its party", field: "open")
        }
        _ = try book.party(owner, field: "wallet.party")
        guard stated == nil || stated == unit.code else {
            throw CommandError(.currencyMismatch, "the wallet would not be in \(unit.code)", field: "wallet.currency")
        }
        return Account(id: AccountID(number: book.nextNumber), owner: owner, kind: kind, unit: unit)
    }
}
