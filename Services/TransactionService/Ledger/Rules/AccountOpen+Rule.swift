import Contracts

extension AccountOpen: LedgerRule {
    func collect(_ needs: inout Needs) {
        needs.parties.insert(owner)
        needs.account(.party(owner, kind: kind, currency: currency))
        needs.currency(currency)
    }

    func decide(in book: Book, _ context: CommandContext) throws(CommandError) -> Change {
        let unit = try book.unit(currency, field: "currency")
        let limit = try overdraftLimit.map { (amount) throws(CommandError) in
            try AccountOpen.limit(amount, in: unit)
        }
        guard book.parties.contains(owner) else {
            throw CommandError(.partyNotFound, "no party with this id is registered", field: "owner")
        }
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

    /// An overdraft limit in minor units.
    static func limit(_ amount: DecimalAmount, in unit: CurrencyUnit) throws(CommandError) -> Int64 {
        let minorUnits: Int64
        do {
            minorUnits = try amount.minorUnits(in: unit)
        } catch {
            throw CommandError(amountError: error, unit: unit, field: "overdraft_limit")
        }
        guard minorUnits <= Account.bound else {
            throw CommandError(
                .amountTooLarge, "overdraft_limit is larger than the ledger can hold", field: "overdraft_limit")
        }
        return minorUnits
    }
}
