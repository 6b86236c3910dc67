import Contracts
import Ledger

extension LedgerDatabase {
    /// Writes what a batch decided, with the checks that the tables have.
    mutating func write(_ book: Book) {
        let changes = book.changes
        numbers = book.unusedNumbers
        for registration in changes.units {
            do { try units.register(registration.unit) } catch { complain("unit \(registration.unit.code): \(error)") }
        }
        writeParties(book)
        for id in changes.opened { open(id, book) }
        for id in changes.changed {
            guard let account = book.account(id), accounts[id] != nil else {
                complain("changed account \(id) does not exist")
                continue
            }
            write(account)
        }
        for posted in changes.transactions {
            if transactions[posted.id] != nil { complain("transaction \(posted.id) twice") }
            transactions[posted.id] = PastTransaction(
                id: posted.id, type: posted.type, postings: posted.postings, postedAt: book.now)
            originals[posted.id] = posted.original
        }
        for id in changes.pasts { write(past: id, book) }
        for id in changes.holds { write(hold: id, book) }
        for entry in changes.entries {
            let row = EntryRow(
                sequence: entry.sequence, transaction: entry.transaction, leg: entry.leg, amount: entry.amount,
                balance: entry.balance)
            entries[entry.account, default: []].append(row)
        }
        add(changes.unlimitedEntries, book)
        writeWorkflows(book)
        for outcome in changes.outcomes {
            let key = Self.bytes(outcome.envelope.key)
            if outcomes[key] != nil { complain("outcome of \(outcome.envelope.key) twice") }
            outcomes[key] = StoredOutcome(
                fingerprint: outcome.fingerprint, document: outcome.document, isCommitted: outcome.status == .committed)
        }
    }

    private mutating func open(_ id: AccountID, _ book: Book) {
        guard let account = book.account(id), let owner = account.owner else {
            return complain("opened \(id) is missing")
        }
        if accounts[id] != nil { complain("account \(id) twice") }
        if id.number < SystemAccount.numberLimit { complain("wallet \(id) has a system account's number") }
        let address = WalletAddress(owner: owner, kind: account.kind, unit: account.unit.number)
        if wallets[address] != nil { complain("a second wallet at \(owner) \(account.kind) \(account.unit)") }
        if account.shortfall != 0 { complain("\(account.text) was opened below its limit") }
        accounts[id] = account
        wallets[address] = id
    }

    /// As the service does it: where nothing but the balance can have changed, the shortfall's column is not written.
    private mutating func write(_ account: Account) {
        if account.loadedShortfall != accounts[account.id]?.shortfall {
            complain("\(account.text) was loaded with another shortfall")
        }
        accounts[account.id] = Account(
            id: account.id, owner: account.owner, kind: account.kind, unit: account.unit, status: account.status,
            isLimited: account.isLimited, posted: account.posted, held: account.held,
            overdraftLimit: account.overdraftLimit, loadedShortfall: account.shortfall, version: account.version,
            entrySequence: account.entrySequence)
    }

    private mutating func write(past id: TransactionID, _ book: Book) {
        guard let past = book.past(id), let before = transactions[id] else {
            return complain("changed \(id) is missing")
        }
        if before.reversedBy != nil { complain("\(id) changed after its reversal") }
        if past.reversedBy != nil, past.refundedTotal != 0 { complain("\(id) is reversed and refunded") }
        for (index, posting) in past.postings.enumerated() {
            let most = max(posting.amount, 0)
            if !(before.refunded[index]...max(most, before.refunded[index])).contains(past.refunded[index]) {
                complain("leg \(index) of \(id) gave back \(past.refunded[index]) of \(most)")
            }
        }
        if let reversal = past.reversedBy, transactions[reversal]?.type != .reversal {
            complain("\(id) is reversed by \(reversal), which is no reversal")
        }
        transactions[id] = past
    }

    private mutating func write(hold id: HoldID, _ book: Book) {
        guard let hold = book.hold(id) else { return complain("changed \(id) is missing") }
        if let before = holds[id], before.state != .pending { complain("\(id) changed after it was \(before.state)") }
        if hold.captured < 0 || hold.released < 0 || hold.remaining < 0 { complain("\(id) gave more than it held") }
        if (hold.state == .pending) != (hold.remaining > 0) {
            complain("\(id) is \(hold.state) with \(hold.remaining)")
        }
        holds[id] = hold
    }

    /// What the last statement of a commit does: adds sums, raises the version by one for each transaction, numbers the entries.
    private mutating func add(_ new: [UnlimitedEntry], _ book: Book) {
        var touched: [AccountID: Set<TransactionID>] = [:]
        for entry in new {
            guard var account = accounts[entry.account] ?? book.account(entry.account) else {
                complain("entry on \(entry.account), which does not exist")
                continue
            }
            if account.isLimited { complain("entry without a place on \(account.text), which has a limit") }
            if account.unit.number != entry.unit { complain("entry in another unit on \(account.text)") }
            account.posted += entry.amount
            account.entrySequence += 1
            if touched[entry.account, default: []].insert(entry.transaction).inserted { account.version += 1 }
            accounts[entry.account] = account
            let row = EntryRow(
                sequence: account.entrySequence, transaction: entry.transaction, leg: entry.leg, amount: entry.amount,
                balance: account.posted)
            entries[entry.account, default: []].append(row)
        }
    }

    mutating func complain(_ text: String) { complaints.append(text) }
}
