import Contracts

/// The part of the ledger that a batch of commands concerns: loaded, then changed by one command after another.
///
/// The book knows no clock, no database and no broker. Deciding commands in one batch or in many gives the same outcomes.
public struct Book: Sendable {
    /// The batch's moment, by the database's clock.
    public let now: Timestamp
    /// The units there are.
    public private(set) var units: UnitRegistry
    /// What the batch wants written.
    public internal(set) var changes = Changes()

    private(set) var accounts: [AccountID: Account] = [:]
    private(set) var wallets: [WalletAddress: AccountID] = [:]
    public private(set) var parties: [PartyID: Party] = [:]
    private(set) var phones: [PhoneNumber: PartyID] = [:]
    private(set) var holds: [HoldID: Hold] = [:]
    public private(set) var requests: [Int64: Request] = [:]
    public private(set) var bankAccounts: [BankAccountID: BankAccount] = [:]
    public private(set) var plans: [AccountID: PayoutPlan] = [:]
    public private(set) var flags: [FlagID: RiskFlag] = [:]
    private var pasts: [TransactionID: PastTransaction] = [:]
    private(set) var limits = LimitTable()
    var spent: [WalletDay: Int64] = [:]
    var movements: [AccountID: [Movement]] = [:]
    /// Why the command at hand was denied, until its flag is raised.
    var denied: Suspicion?
    var outcomes: [CommandKey: StoredOutcome] = [:]
    var numbers: NumberSource

    /// Whether nobody else may use the loaded accounts meanwhile, so that even those without a limit have a known balance.
    public let isExclusive: Bool

    /// What the operator has decided.
    public let policy: Policy

    /// Opens an empty book.
    ///
    /// - Parameters:
    ///   - numbers: at least ``numbersPerCommand`` for each command.
    ///   - isExclusive: whether the loaded accounts are locked against every other use.
    public init(
        now: Timestamp, units: UnitRegistry, numbers: NumberSource, isExclusive: Bool = false,
        policy: Policy = Policy()
    ) {
        self.now = now
        self.isExclusive = isExclusive
        self.units = units
        self.numbers = numbers
        self.policy = policy
    }

    /// The most numbers that one command uses: its outcome's, its flag's, and those of the objects that it makes.
    public static let numbersPerCommand = 4

    /// The numbers that were not used.
    public var unusedNumbers: NumberSource { numbers }

    /// Makes room before many rows are put in.
    public mutating func reserve(accounts count: Int) { accounts.reserveCapacity(count) }

    /// Puts in a loaded account.
    public mutating func insert(_ account: Account) {
        accounts[account.id] = account
        if let owner = account.owner {
            wallets[WalletAddress(owner: owner, kind: account.kind, unit: account.unit.number)] = account.id
        }
    }

    /// Puts in a loaded party, or one that a command has just changed.
    public mutating func insert(_ party: Party) {
        if let former = parties[party.id]?.phone, former != party.phone { phones[former] = nil }
        parties[party.id] = party
        limits.levels[party.id] = party.kycLevel
        if let phone = party.phone { phones[phone] = party.id }
    }

    /// Puts in a loaded hold.
    public mutating func insert(_ hold: Hold) { holds[hold.id] = hold }

    /// Puts in a loaded request, or one that a command has just changed.
    public mutating func insert(_ request: Request) { requests[request.id] = request }

    /// Puts in a loaded bank account, or one that a command has just changed.
    public mutating func insert(_ account: BankAccount) { bankAccounts[account.id] = account }

    /// Puts in a loaded payout plan, or one that a command has just changed.
    public mutating func insert(_ plan: PayoutPlan) { plans[plan.account] = plan }

    /// Puts in a loaded flag, or one that a command has just changed.
    public mutating func insert(_ flag: RiskFlag) { flags[flag.id] = flag }

    /// Puts in a limit; one without bounds takes it away.
    public mutating func insert(_ bounds: LimitBounds, on scope: LimitScope, in unit: CurrencyUnit) {
        limits.insert(bounds, on: scope, in: unit)
    }

    /// Puts in the KYC level of a wallets' owner.
    public mutating func insert(level: Int64, of owner: PartyID) { limits.levels[owner] = level }

    /// Puts in what has left a wallet on a day, in minor units.
    public mutating func insert(spent amount: Int64, on day: WalletDay) { spent[day] = amount }

    /// Puts in what has left a wallet lately, as far back as the risk rules look.
    public mutating func insert(_ movement: Movement, from account: AccountID) {
        var known = movements[account] ?? []
        known.append(movement)
        // As many as the database would give.
        if known.count > RiskRule.mostMovements { known.removeFirst() }
        movements[account] = known
    }

    /// Puts in a loaded transaction.
    public mutating func insert(_ past: PastTransaction) { pasts[past.id] = past }

    /// Puts in an outcome that is already stored.
    public mutating func insert(_ outcome: StoredOutcome, under key: CommandKey) { outcomes[key] = outcome }

    /// An account as it is by now; nil where it is neither loaded nor a system account of a known unit.
    public func account(_ id: AccountID) -> Account? {
        if let account = accounts[id] { return account }
        guard let system = SystemAccount(id: id), let unit = units[Int16(id.number / 100)] else { return nil }
        return .system(system, in: unit)
    }

    /// A hold as it is by now.
    public func hold(_ id: HoldID) -> Hold? { holds[id] }

    /// A past transaction as it is by now, be it one of this batch.
    public func past(_ id: TransactionID) -> PastTransaction? {
        if let past = pasts[id] { return past }
        // Numbers rise within a batch, and nobody outside knows them yet: this search is for the one who guessed right.
        let posted = changes.transactions
        var low = 0
        var high = posted.count
        while low < high {
            let middle = (low + high) / 2
            if posted[middle].id < id { low = middle + 1 } else { high = middle }
        }
        guard low < posted.count, posted[low].id == id else { return nil }
        return PastTransaction(id: id, type: posted[low].type, postings: posted[low].postings, postedAt: now)
    }

    /// The number that the next object gets; a rule that makes more than one object takes the later ones as they come.
    var nextNumber: Int64 { numbers.peek }

    /// All loaded wallets of a party, in the order of their numbers.
    func wallets(of owner: PartyID) -> [Account] {
        accounts.values.filter { $0.owner == owner }.sorted { $0.id < $1.id }
    }

    /// What has left a wallet on a day.
    public func spent(on day: WalletDay) -> Int64 { spent[day] ?? 0 }

    /// Whether the book knows an account's balance.
    func tracks(_ account: Account) -> Bool {
        account.isLimited || (isExclusive && account.owner != nil)
    }

    mutating func register(_ unit: CurrencyUnit) throws(UnitError) { try units.register(unit) }

    mutating func update(_ account: Account) { accounts[account.id] = account }
}
