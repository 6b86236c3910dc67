/// How large a filled ledger is, and what has which number in it.
struct ReadsSize: Sendable, Hashable {
    let entries: Int
    let wallets: Int

    /// Each transaction has two legs.
    var transactions: Int { entries / 2 }
    var outcomes: Int { max(transactions / 5, 1) }
    var holds: Int { max(entries / 50, 100) }
    var requests: Int { max(entries / 20, 400) }
    var flags: Int { max(entries / 1_000, 100) }

    static let firstAccount: Int64 = 10_000_001
    static let firstTransaction: Int64 = 1_000_000_001
    static let firstHold: Int64 = 2_000_000_001
    static let firstRequest: Int64 = 3_000_000_001
    static let firstFlag: Int64 = 4_000_000_001
    static let firstBankAccount: Int64 = 5_000_000_001
    static let firstOutcome: Int64 = 6_000_000_001
    static let currency = "ZAR"
    /// The sender of the outcomes.
    static let subject = "broker:bench"
    /// A reference that one in fifty transactions carries.
    static let busyReference = "MONTHLY"
}
