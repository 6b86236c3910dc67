import Contracts

/// What a rule wants to happen. It has happened only when ``Book/apply(_:_:)`` has found nothing against it.
struct Change {
    /// A transaction to post.
    struct Draft {
        var type: TransactionType
        var postings: [Posting]
        var reference: String?
        var description: String?
        /// The transaction that this one reverses or refunds.
        var original: TransactionID?
        /// The hold that this one captures.
        var hold: HoldID?
        /// Whether money may arrive on a suspended account: true for what gives money back.
        var reachesSuspended = false
        /// Whether money leaves a wallet below its limit, and a suspended one, which it only does by a chargeback.
        var mayOverdraw = false

        /// Whether limits and risk rules count what leaves wallets by it.
        var isCounted: Bool { type.isOutgoing }
    }

    /// A hold to place.
    struct Placement {
        var account: AccountID
        var amount: Int64
        var expiresAt: Timestamp
        var reference: String?
        var description: String?
    }

    /// Room under a daily limit that is given back, if the money left on the same day.
    struct Restoration {
        var account: AccountID
        var amount: Int64
        var leftAt: Timestamp
    }

    var units: UnitRegistration?
    /// A party as it is afterwards, be it new or changed.
    var party: Party?
    var opens: Account?
    var configured: Account?
    var reason: String?
    var placement: Placement?
    /// A hold as it is afterwards; what it no longer holds is taken off the account.
    var hold: Hold?
    var transaction: Draft?
    /// A past transaction as it is afterwards.
    var past: PastTransaction?
    /// A request as it is afterwards, be it new or changed.
    var request: Request?
    /// Bank accounts as they are afterwards; the document tells the first.
    var bankAccounts: [BankAccount] = []
    var payout: Payout?
    /// A payout plan as it is afterwards.
    var plan: PayoutPlan?
    var limit: LimitSetting?
    var exchange: Exchange?
    /// A flag as it is afterwards.
    var review: RiskFlag?
    /// What is given back to daily limits.
    var restorations: [Restoration] = []
}

/// A unit that an operator has registered.
public struct UnitRegistration: Hashable, Sendable {
    /// The unit with the number that it was given.
    public let unit: CurrencyUnit
    /// Its name.
    public let name: String
}
