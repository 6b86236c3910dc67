import Contracts

/// The accounts that one command touches, before and after, in the order in which it names them.
struct TouchedAccounts {
    struct Touched {
        let before: Account
        var after: Account
        /// Whether the book knows its balance: always with a limit; without one only while nobody else may use the account.
        let isTracked: Bool
        /// By how much posted − held falls; a command that only gives is never refused for lack of funds.
        var loses: Int64 = 0
        /// The sum of the legs that have their entry already.
        var entered: Int64 = 0
        var isConfigured = false
    }

    private(set) var accounts: [Touched] = []

    mutating func add(opened account: Account) {
        accounts.append(Touched(before: account, after: account, isTracked: true, isConfigured: true))
    }

    mutating func add(configured account: Account, in book: Book) {
        guard let before = book.account(account.id) else { return }
        accounts.append(Touched(before: before, after: account, isTracked: true, isConfigured: true))
    }

    mutating func hold(_ amount: Int64, on id: AccountID, in book: Book) throws(CommandError) {
        let index = try index(of: id, in: book)
        try accounts[index].after.checkMoving(reachesSuspended: false)
        try change(index, posted: 0, held: amount)
    }

    mutating func release(_ amount: Int64, on id: AccountID, in book: Book) {
        guard amount != 0, let index = try? index(of: id, in: book) else { return }
        accounts[index].after.held -= amount
        accounts[index].loses -= amount
    }

    mutating func post(_ posting: Posting, of draft: Change.Draft, in book: Book) throws(CommandError) {
        let index = try index(of: posting.account, in: book)
        let reachesSuspended = posting.amount < 0 ? draft.mayOverdraw : draft.reachesSuspended
        try accounts[index].after.checkMoving(reachesSuspended: reachesSuspended)
        guard accounts[index].isTracked else { return }
        try change(index, posted: posting.amount, held: 0)
    }

    /// The last guard before the database's: what an account loses must have been available.
    func checkFunds(mayOverdraw: Bool) throws(CommandError) {
        guard !mayOverdraw else { return }
        for account in accounts where account.after.isLimited && account.loses > 0 && account.after.available < 0 {
            // By how much is not said: in a refund it would tell somebody else's balance.
            throw CommandError(.insufficientFunds, "\(account.after.text) has not enough available")
        }
    }

    mutating func raiseVersions() {
        for index in accounts.indices { accounts[index].after.version += 1 }
    }

    /// The entry for a leg whose amount is already in the account; nil on an account whose balance the book does not know.
    ///
    /// Several legs on one account get their balances in the order of the legs.
    mutating func enter(_ posting: Posting, transaction: TransactionID, leg: Int16) -> Entry? {
        guard let index = accounts.firstIndex(where: { $0.after.id == posting.account }), accounts[index].isTracked
        else { return nil }
        let sequence = accounts[index].after.entrySequence + 1
        accounts[index].after.entrySequence = sequence
        accounts[index].entered += posting.amount
        return Entry(
            account: posting.account, sequence: sequence, transaction: transaction, leg: leg, unit: posting.unit.number,
            amount: posting.amount, balance: accounts[index].before.posted + accounts[index].entered)
    }

    private mutating func index(of id: AccountID, in book: Book) throws(CommandError) -> Int {
        if let index = accounts.firstIndex(where: { $0.after.id == id }) { return index }
        guard let account = book.account(id) else {
            throw CommandError(.accountNotFound, "an account of the transaction does not exist")
        }
        accounts.append(Touched(before: account, after: account, isTracked: book.tracks(account)))
        return accounts.count - 1
    }

    private mutating func change(_ index: Int, posted: Int64, held: Int64) throws(CommandError) {
        let account = accounts[index].after
        let (newPosted, postedOverflow) = account.posted.addingReportingOverflow(posted)
        let (newHeld, heldOverflow) = account.held.addingReportingOverflow(held)
        guard !postedOverflow, !heldOverflow, newPosted.magnitude <= Account.bound.magnitude, newHeld <= Account.bound
        else { throw CommandError(.balanceOverflow, "\(account.text) would hold more than the ledger can count") }
        accounts[index].after.posted = newPosted
        accounts[index].after.held = newHeld
        accounts[index].loses += held - posted
    }
}

extension Account {
    fileprivate func checkMoving(reachesSuspended: Bool) throws(CommandError) {
        switch status {
        case .active: return
        case .suspended where reachesSuspended: return
        case .suspended: throw CommandError(.accountSuspended, "\(text) is suspended")
        case .deactivated: throw CommandError(.accountDeactivated, "\(text) is deactivated")
        }
    }
}
