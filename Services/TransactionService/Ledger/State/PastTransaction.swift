import Contracts

/// What a transaction was for.
public enum TransactionType: String, CaseIterable, Sendable {
    case deposit, spend, transfer, capture, reversal, refund, journal
}

/// A posted transaction with what has become of it since.
public struct PastTransaction: Hashable, Sendable {
    /// Its number.
    public let id: TransactionID
    /// What it was for.
    public let type: TransactionType
    /// What it moved, in the order of its legs.
    public let postings: [Posting]
    /// How much of each leg has been refunded, in minor units; as long as ``postings``, zero for the leg that paid.
    public var refunded: [Int64]
    /// The transaction that reversed it.
    public var reversedBy: TransactionID?

    /// Makes a past transaction.
    public init(
        id: TransactionID, type: TransactionType, postings: [Posting], refunded: [Int64]? = nil,
        reversedBy: TransactionID? = nil
    ) {
        self.id = id
        self.type = type
        self.postings = postings
        self.refunded = refunded ?? Array(repeating: 0, count: postings.count)
        self.reversedBy = reversedBy
    }

    /// All that was refunded so far.
    public var refundedTotal: Int64 { refunded.reduce(0, +) }

    /// What it moved: the sum of the legs that received money.
    public var amount: Int64 { postings.reduce(0) { $0 + max($1.amount, 0) } }

    /// The state as the contract calls it.
    public var state: String {
        if reversedBy != nil { return "reversed" }
        let total = refundedTotal
        return total == 0 ? "posted" : total == amount ? "refunded" : "partly_refunded"
    }
}
