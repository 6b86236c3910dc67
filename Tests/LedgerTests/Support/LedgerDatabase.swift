import Contracts
import Ledger

/// The ledger's tables in memory: gives a batch only what it asked for, writes what it decided, and complains where PostgreSQL would.
struct LedgerDatabase {
    /// A row of the entries.
    struct EntryRow: Hashable {
        let sequence: Int64
        let transaction: TransactionID
        let leg: Int16
        let amount: Int64
        let balance: Int64
    }

    /// What a limit is found by.
    struct LimitKey: Hashable {
        let scope: LimitScope
        let unit: Int16
    }

    /// What the operator has decided.
    var policy: Policy

    var units = UnitRegistry()
    var accounts: [AccountID: Account] = [:]
    var wallets: [WalletAddress: AccountID] = [:]
    var parties: [PartyID: Party] = [:]
    var phones: [PhoneNumber: PartyID] = [:]
    var holds: [HoldID: Hold] = [:]
    var transactions: [TransactionID: PastTransaction] = [:]
    /// What a transaction reverses or refunds.
    var originals: [TransactionID: TransactionID] = [:]
    var entries: [AccountID: [EntryRow]] = [:]
    var requests: [Int64: Request] = [:]
    /// With their numbers, which the real tables keep sealed.
    var bankAccounts: [BankAccountID: BankAccount] = [:]
    var plans: [AccountID: PayoutPlan] = [:]
    var limits: [LimitKey: LimitBounds] = [:]
    var days: [WalletDay: Int64] = [:]
    /// Payments and holds by wallet, oldest first.
    var movements: [AccountID: [Movement]] = [:]
    var flags: [FlagID: RiskFlag] = [:]
    /// The data of the events that flags have caused.
    var flagDocuments: [FlagID: [UInt8]] = [:]
    /// By bytes, as the database compares texts.
    var outcomes: [[UInt8]: StoredOutcome] = [:]
    var numbers = NumberSource()
    private var nextBlock: Int64 = 20_000_000

    /// What PostgreSQL would have refused or the rules of writing forbid; empty in a sound ledger.
    var complaints: [String] = []

    init(policy: Policy = Policy(keepsBankAccounts: true)) { self.policy = policy }

    /// Loads what some commands need, and nothing else.
    mutating func load(_ commands: [CommandEnvelope], at now: Timestamp) -> Book {
        let needs = Needs(commands)
        // Blocks are not adjacent: other lanes take some in between. They are of one length, so that batches of any size get the same numbers.
        while numbers.count < commands.count * Book.numbersPerCommand {
            numbers.add(nextBlock..<(nextBlock + 50))
            nextBlock += 57
        }
        var book = Book(now: now, units: units, numbers: numbers, isExclusive: needs.administers, policy: policy)
        let ids = accounts(of: needs)
        for id in ids { if let account = accounts[id] { book.insert(loaded(account, in: book)) } }
        let owners = needs.phones.compactMap { phones[$0] }
        for id in needs.parties.union(owners) {
            guard var party = parties[id] else { continue }
            party.metadata = []
            book.insert(party)
        }
        for id in needs.holds { if let hold = holds[id] { book.insert(hold) } }
        let moved = needs.requests.compactMap { requests[$0]?.transaction }
        for id in needs.transactions.union(moved) { if let past = transactions[id] { book.insert(past) } }
        insertWorkflows(needs, ids, into: &book)
        insertBounds(needs, ids, into: &book)
        for key in needs.keys { if let outcome = outcomes[Self.bytes(key)] { book.insert(outcome, under: key) } }
        return book
    }

    private func accounts(of needs: Needs) -> Set<AccountID> {
        var ids = needs.accounts
        for address in needs.addresses {
            if let id = wallet(of: address.owner, address.kind, address.currency) { ids.insert(id) }
        }
        for address in needs.phoneAddresses {
            let owner = phones[address.phone]
            if let id = owner.flatMap({ wallet(of: $0, address.kind, address.currency) }) { ids.insert(id) }
        }
        for id in needs.holds { if let hold = holds[id] { ids.insert(hold.account) } }
        for id in needs.transactions { ids.formUnion(transactions[id]?.postings.map(\.account) ?? []) }
        for id in needs.requests {
            guard let request = requests[id] else { continue }
            ids.insert(request.account)
            ids.formUnion(request.transaction.flatMap { transactions[$0] }?.postings.map(\.account) ?? [])
        }
        for account in accounts.values {
            if let owner = account.owner, needs.wholeParties.contains(owner) { ids.insert(account.id) }
        }
        // The ledger's own accounts are never loaded.
        return ids.filter { $0.number >= SystemAccount.numberLimit }
    }

    private func wallet(of owner: PartyID, _ kind: String, _ code: String) -> AccountID? {
        units[code].flatMap { wallets[WalletAddress(owner: owner, kind: kind, unit: $0.number)] }
    }

    /// Of an account without a limit, others may write at the same time: what was read of its balance is worth nothing.
    private func loaded(_ account: Account, in book: Book) -> Account {
        guard !account.isLimited, !book.isExclusive else { return account }
        var account = account
        account.posted = 123_456_789
        account.version += 1_000
        account.entrySequence += 77
        return account
    }

    static func bytes(_ key: CommandKey) -> [UInt8] { Array(key.subject.utf8) + [0] + Array(key.messageID.utf8) }
}
