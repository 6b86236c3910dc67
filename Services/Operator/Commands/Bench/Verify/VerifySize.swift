/// How large a ledger is that is filled to be verified, and what has which number in it.
struct VerifySize: Sendable, Hashable {
    let entries: Int
    let wallets: Int

    init(entries: Int) {
        self.entries = entries
        wallets = min(max(entries / 100, 100), 1_000_000)
    }

    /// Each has two legs, and an outcome of its own.
    var transactions: Int { entries / 2 }

    /// Commands of one commit, and so of one link: what fills a block of a thousand numbers.
    static let batch = 500
    static let firstAccount: Int64 = 10_000_001
    /// The first number of the journal; a transaction takes one, and its outcome the next.
    static let firstNumber: Int64 = 20_000_000
}
