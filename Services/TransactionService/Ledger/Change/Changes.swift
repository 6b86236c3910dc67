import Contracts

/// A posted transaction, ready to be written.
public struct PostedTransaction: Sendable {
    /// Its number.
    public let id: TransactionID
    /// What it is for.
    public let type: TransactionType
    /// What it moves.
    public let postings: [Posting]
    /// The application's own reference.
    public let reference: String?
    /// A sentence for people.
    public let description: String?
    /// What the application keeps with it.
    public let metadata: [MetadataPair]
    /// The transaction that it reverses or refunds.
    public let original: TransactionID?
    /// The hold that it captures.
    public let hold: HoldID?
}

/// An entry on an account with a limit, whose place and balance are known when the batch is decided.
public struct Entry: Sendable {
    /// On which account.
    public let account: AccountID
    /// Its place among the account's entries: 1, 2, 3 …
    public let sequence: Int64
    /// Of which transaction.
    public let transaction: TransactionID
    /// Which of the transaction's legs, from zero.
    public let leg: Int16
    /// In which unit.
    public let unit: Int16
    /// How much.
    public let amount: Int64
    /// The account's posted balance after it.
    public let balance: Int64
}

/// An entry on an account without a limit: the database gives it its place and balance when it is written.
public struct UnlimitedEntry: Sendable {
    /// On which account.
    public let account: AccountID
    /// Of which transaction.
    public let transaction: TransactionID
    /// Which of the transaction's legs, from zero.
    public let leg: Int16
    /// In which unit.
    public let unit: Int16
    /// How much.
    public let amount: Int64
}

/// Everything that a batch wants written, in the order in which it was decided.
public struct Changes: Sendable {
    /// Units that were registered.
    public internal(set) var units: [UnitRegistration] = []
    /// Parties that were registered; their state is in the book.
    public internal(set) var registered: Set<PartyID> = []
    /// Parties that were there before and have changed; their state is in the book.
    public internal(set) var updated: Set<PartyID> = []
    /// Parties of whom all that identified them goes.
    public internal(set) var erased: Set<PartyID> = []
    /// Telephone numbers that the erased had: charge sales forget them.
    public internal(set) var forgottenPhones: Set<PhoneNumber> = []
    /// Accounts that were opened; their state is in the book.
    public internal(set) var opened: Set<AccountID> = []
    /// Accounts that were there before and have changed; their state is in the book.
    public internal(set) var changed: Set<AccountID> = []
    /// Holds that were placed or changed; their state is in the book.
    public internal(set) var holds: Set<HoldID> = []
    /// Transactions.
    public internal(set) var transactions: [PostedTransaction] = []
    /// Entries on accounts with a limit.
    public internal(set) var entries: [Entry] = []
    /// Entries on accounts without one.
    public internal(set) var unlimitedEntries: [UnlimitedEntry] = []
    /// Past transactions that were reversed or refunded; their state is in the book.
    public internal(set) var pasts: Set<TransactionID> = []
    /// Requests that were made or have changed; their state is in the book.
    public internal(set) var requests: Set<Int64> = []
    /// Bank accounts that were added or have changed; their state is in the book.
    public internal(set) var bankAccounts: Set<BankAccountID> = []
    /// Wallets whose payout plan has changed; the plans are in the book.
    public internal(set) var plans: Set<AccountID> = []
    /// Limits that were set, in order.
    public internal(set) var limits: [LimitSetting] = []
    /// Days on which something has left a wallet under a daily limit, or has come back; the sums are in the book.
    public internal(set) var days: Set<WalletDay> = []
    /// What left wallets, where risk rules look back.
    public internal(set) var movements: [SentMovement] = []
    /// Flags that were raised.
    public internal(set) var raised: [RaisedFlag] = []
    /// Flags that were reviewed; their state is in the book.
    public internal(set) var reviewed: Set<FlagID> = []
    /// Outcomes to be stored.
    public internal(set) var outcomes: [Outcome] = []

    /// Whether there is nothing to write.
    public var isEmpty: Bool { outcomes.isEmpty }
}
