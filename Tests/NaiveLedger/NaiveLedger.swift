import Contracts

/// The whole ledger once more, as simply as it can be said: one command after another, no batches, no locks, balances by adding up entries.
///
/// It is written from the contract and knows nothing of the `Ledger` module, so that a rule which is misread there is not misread here as well. Tests
/// hold the real thing against it: the pure ledger in batches, and the service through broker and database. The model does not invent ids: it is
/// told which ones the real system gave, and calls the ledger's own accounts by their text (`cash:ZAR`).
///
/// Where several rules stand against a command, the first counts: role and ownership, then whether it was answered before, then its deadline; the
/// command's fields in their order (an amount before the account that it goes to), then the expected version, then what the command asks of the
/// state, then the legs' accounts in their order, then overflow, limits, risk rules, funds.
public struct NaiveLedger: Sendable {
    struct Refusal: Error {
        let code: ErrorCode
        /// What is flagged although the command is refused.
        let suspicion: Suspicion?

        init(_ code: ErrorCode, suspicion: Suspicion? = nil) {
            self.code = code
            self.suspicion = suspicion
        }
    }

    /// One command, when it came, and the ids that the real system gave to what it made.
    struct Turn {
        let envelope: CommandEnvelope
        let now: Timestamp
        let assigned: AssignedIDs
        /// The version that the account named first must have.
        var version: Int64? { envelope.common.expectedVersion }
    }

    struct Answer: Sendable {
        let type: String
        let content: JSONObject
        let code: ErrorCode?
        let bankAccount: BankAccountID?
    }

    struct Address: Hashable, Sendable {
        let owner: PartyID
        let kind: String
        let currency: String
    }

    /// The largest balance, up or down, and the largest single amount: 2⁶¹ minor units.
    public static let bound: Int64 = 1 << 61

    /// Every account that was opened or used, by name.
    public internal(set) var accounts: [String: NaiveAccount] = [:]
    /// Every hold.
    public internal(set) var holds: [HoldID: NaiveHold] = [:]
    /// Every transaction.
    public internal(set) var transactions: [TransactionID: NaiveTransaction] = [:]
    /// Every party, the erased ones too.
    public internal(set) var parties: [PartyID: NaiveParty] = [:]
    /// The decimals of the registered units by their code.
    public internal(set) var units: [String: UInt8] = [:]
    /// Every job, charge sale, credit request and withdrawal, by its id.
    public internal(set) var requests: [String: NaiveRequest] = [:]
    /// Every bank account, those out of use too.
    public internal(set) var bankAccounts: [BankAccountID: NaiveBankAccount] = [:]
    /// When wallets are paid out, by the wallet's name.
    public internal(set) var plans: [String: NaivePlan] = [:]
    /// The limits that were set.
    public internal(set) var limits: [NaiveLimit.Scope: NaiveLimit] = [:]
    /// What was counted on a wallet's day: what left it, and below zero what came back.
    public internal(set) var counted: [NaiveDay: [Int64]] = [:]
    /// What risk rules look back at: payments and holds in their order.
    public internal(set) var movements: [NaiveMovement] = []
    /// Every flag.
    public internal(set) var flags: [FlagID: NaiveFlag] = [:]

    /// The names of the wallets in the order in which they were opened.
    public internal(set) var walletNames: [String] = []
    /// The holds in the order in which they were placed.
    public internal(set) var holdIDs: [HoldID] = []
    /// The transactions in the order in which they were posted.
    public internal(set) var transactionIDs: [TransactionID] = []
    /// The ids of the requests in the order in which they were made.
    public internal(set) var requestIDs: [String] = []
    /// The bank accounts in the order in which they were added.
    public internal(set) var bankAccountIDs: [BankAccountID] = []
    /// The flags in the order in which they were raised.
    public internal(set) var flagIDs: [FlagID] = []

    let riskRules: [NaiveRiskRule]
    var wallets: [Address: String] = [:]
    var phones: [PhoneNumber: PartyID] = [:]
    var holdsByAccount: [String: [HoldID]] = [:]
    var answers: [[UInt8]: Answer] = [:]
    var ownNumber: Int64 = 1 << 60

    /// Starts an empty ledger.
    ///
    /// - Parameter riskRules: what the operator finds suspicious.
    public init(riskRules: [NaiveRiskRule] = []) { self.riskRules = riskRules }

    /// What holds have set aside on an account, in minor units.
    public func held(on name: String) -> Int128 {
        (holdsByAccount[name] ?? []).reduce(0) { $0 + Int128(holds[$1]?.remaining ?? 0) }
    }

    /// What can be spent from an account, in minor units; meaningful where it has a limit.
    public func available(on name: String) -> Int128 {
        guard let account = accounts[name] else { return 0 }
        return account.posted - held(on: name) + Int128(account.overdraftLimit)
    }

    /// What has left a wallet on a day, as far as it is counted: never less than nothing.
    public func spent(on day: NaiveDay) -> Int128 {
        (counted[day] ?? []).reduce(0) { max(0, $0 + Int128($1)) }
    }
}
