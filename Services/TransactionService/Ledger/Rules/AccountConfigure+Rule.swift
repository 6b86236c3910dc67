import Contracts

extension AccountConfigure: LedgerRule {
    func collect(_ needs: inout Needs) { needs.administer(account) }

    func decide(in book: Book, _ context: CommandContext) throws(CommandError) -> Change {
        var account = try book.owned(account)
        let limit = try overdraftLimit.map { (amount) throws(CommandError) in
            try book.amount(amount, in: account.unit, field: "overdraft_limit")
        }
        try book.check(context, on: account, field: "account")
        if unlimited == true, account.held > 0 {
            throw CommandError(
                .statusConflict, "the account holds money; release or capture it first", field: "account")
        }
        account.isLimited = unlimited.map { !$0 } ?? account.isLimited
        if let limit {
            // An account without a limit has none to set; saying so beats setting one that nobody would see.
            guard account.isLimited else {
                throw CommandError(
                    .statusConflict, "the account has no limit; send unlimited: false with the limit", field: "account")
            }
            account.overdraftLimit = limit
        }
        if account.isLimited, account.available < 0 {
            throw CommandError(
                .overdraftInUse, "the account is further below zero than this limit allows", field: "overdraft_limit")
        }
        var change = Change()
        change.configured = account
        return change
    }
}
