import Contracts

extension AccountSuspend: LedgerRule {
    func collect(_ needs: inout Needs) { needs.administer(account) }

    func decide(in book: Book, _ context: CommandContext) throws(CommandError) -> Change {
        try book.change(account, to: .suspended, from: [.active], reason, context)
    }
}

extension AccountActivate: LedgerRule {
    func collect(_ needs: inout Needs) { needs.administer(account) }

    func decide(in book: Book, _ context: CommandContext) throws(CommandError) -> Change {
        try book.change(account, to: .active, from: [.suspended, .deactivated], reason, context)
    }
}

extension AccountDeactivate: LedgerRule {
    func collect(_ needs: inout Needs) {
        needs.administer(account)
        needs.readsOpenRequests = true
    }

    func decide(in book: Book, _ context: CommandContext) throws(CommandError) -> Change {
        let change = try book.change(account, to: .deactivated, from: [.active, .suspended], reason, context)
        if let account = change.configured, account.posted != 0 || account.held != 0 {
            throw CommandError(
                .accountNotEmpty, "only an account with nothing posted and nothing held can be deactivated",
                field: "account")
        }
        // What an open job or withdrawal gives back would find no wallet to go to.
        if let account = change.configured, book.hasOpenRequests(on: account.id) {
            throw CommandError(.accountNotEmpty, "the account has open requests", field: "account")
        }
        return change
    }
}

extension Book {
    fileprivate func change(
        _ reference: AccountReference, to status: AccountStatus, from allowed: [AccountStatus], _ reason: String,
        _ context: CommandContext
    ) throws(CommandError) -> Change {
        var account = try owned(reference)
        try check(context, on: account, field: "account")
        guard allowed.contains(account.status) else {
            throw CommandError(.statusConflict, "the account is \(account.status.rawValue)", field: "account")
        }
        account.status = status
        var change = Change()
        change.configured = account
        change.reason = reason
        return change
    }

    /// A party's wallet; the ledger's own accounts are not administered.
    func owned(_ reference: AccountReference, field: String = "account") throws(CommandError) -> Account {
        let account = try account(reference, field: field)
        guard account.owner != nil else {
            throw CommandError(.invalidField, "\(field) must be a party's wallet", field: field)
        }
        return account
    }
}

extension Needs {
    mutating func administer(_ reference: AccountReference) {
        account(reference)
        administers = true
    }
}
