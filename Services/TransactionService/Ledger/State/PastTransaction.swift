import Contracts

/// What a transaction was for.
public enum TransactionType: String, CaseIterable, Sendable {
    case deposit, spend, transfer, capture, reversal, refund, journal, job
    case chargeSale = "charge_sale"
    case credit
    case withdrawal
    case withdrawalCompletion = "withdrawal_completion"
    case withdrawalReturn = "withdrawal_return"
    case payout
    case adjustment, chargeback, payment
    case exchange = "fx"

    /// Whether it is undone by the commands of its own workflow only.
    var belongsToRequest: Bool {
        switch self {
        case .job, .chargeSale, .credit, .withdrawal, .withdrawalCompletion, .withdrawalReturn, .payout:
            true
        default: false
        }
    }

    /// Whether it gives back what another one took.
    var givesBack: Bool { self == .reversal || self == .refund }

    /// Whether a person's money leaves by it, so that limits and risk rules count it.
    ///
    /// A capture is counted by limits when its hold is placed, and no movement for risk rules. A scheduled payout is the operator's doing.
    public var isOutgoing: Bool {
        switch self {
        case .spend, .transfer, .job, .chargeSale, .withdrawal, .payment, .exchange: true
        default: false
        }
    }
}

/// A posted transaction with what has become of it since.
public struct PastTransaction: Hashable, Sendable {
    /// Its number.
    public let id: TransactionID
    /// What it was for.
    public let type: TransactionType
    /// What it moved, in the order of its legs.
    public let postings: [Posting]
    /// When it was posted.
    public let postedAt: Timestamp
    /// How much of each leg has been refunded, in minor units; as long as ``postings``, zero for the leg that paid.
    public var refunded: [Int64]
    /// The transaction that reversed it.
    public var reversedBy: TransactionID?

    /// Makes a past transaction.
    public init(
        id: TransactionID, type: TransactionType, postings: [Posting], postedAt: Timestamp, refunded: [Int64]? = nil,
        reversedBy: TransactionID? = nil
    ) {
        self.id = id
        self.type = type
        self.postings = postings
        self.postedAt = postedAt
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
