import Contracts

/// What a rule wants to happen. It has happened only when ``Book/apply(_:envelope:)`` has found nothing against it.
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
    }

    /// A hold to place.
    struct Placement {
        var account: AccountID
        var amount: Int64
        var expiresAt: Timestamp
        var reference: String?
        var description: String?
    }

    var units: UnitRegistration?
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
}

/// A unit that an operator has registered.
public struct UnitRegistration: Hashable, Sendable {
    /// The unit with the number that it was given.
    public let unit: CurrencyUnit
    /// Its name.
    public let name: String
}
