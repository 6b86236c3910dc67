import Contracts

/// An account of the model: its entries one after another, and nothing that could be computed from them.
public struct NaiveAccount: Hashable, Sendable {
    /// What the account may do; the words of the contract.
    public enum Status: String, Sendable {
        case active, suspended, deactivated
    }

    /// `wal_…` or `cash:ZAR`, as replies call it.
    public let name: String
    /// Whose wallet it is; nil for one of the ledger's own accounts.
    public let owner: PartyID?
    /// What for.
    public let kind: String
    /// The code of its unit.
    public let currency: String
    /// Whether it moves money.
    public var status = Status.active
    /// Whether it has a limit.
    public var isLimited: Bool
    /// By how much it may fall below zero, in minor units.
    public var overdraftLimit: Int64
    /// One for each command that has changed it.
    public var version: Int64 = 0
    /// The amounts of its entries in minor units, oldest first.
    public var entries: [Int64] = []

    /// The sum of its entries.
    public var posted: Int128 { entries.reduce(0) { $0 + Int128($1) } }
}

/// A hold of the model.
public struct NaiveHold: Hashable, Sendable {
    /// The words of the contract.
    public enum State: String, Sendable {
        case pending, captured, voided, expired
    }

    /// Its id.
    public let id: HoldID
    /// The name of the account on which it is.
    public let account: String
    /// How much was set aside, in minor units.
    public let amount: Int64
    /// When it was placed.
    public let placedAt: Timestamp
    /// When it expires.
    public let expiresAt: Timestamp
    /// How much was captured.
    public var captured: Int64 = 0
    /// How much was given back.
    public var released: Int64 = 0
    /// Where it is in its life.
    public var state = State.pending

    /// What it still holds.
    public var remaining: Int64 { state == .pending ? amount - captured : 0 }
}

/// A leg of the model's transactions.
public struct NaiveLeg: Hashable, Sendable {
    /// The account's name.
    public let account: String
    /// The unit's code.
    public let currency: String
    /// How much in minor units.
    public let amount: Int64
}

/// A transaction of the model with what has become of it.
public struct NaiveTransaction: Hashable, Sendable {
    /// Its id.
    public let id: TransactionID
    /// The word of the contract: `deposit`, `capture` …
    public let type: String
    /// What it moved.
    public let legs: [NaiveLeg]
    /// When it was posted.
    public let postedAt: Timestamp
    /// How much of each leg was refunded.
    public var refunded: [Int64]
    /// The transaction that reversed it.
    public var reversedBy: TransactionID?

    /// Whether it gives back itself.
    var givesBack: Bool { type == "reversal" || type == "refund" }
    /// Whether only its own workflow undoes it.
    var belongsToRequest: Bool {
        [
            "job", "charge_sale", "credit", "withdrawal", "withdrawal_completion", "withdrawal_return", "payout",
        ].contains(type)
    }
    /// What it moved: all that accounts received.
    public var amount: Int128 { legs.reduce(0) { $0 + Int128(max($1.amount, 0)) } }
    /// How much of it is not refunded.
    public var refundable: Int128 { amount - refunded.reduce(0) { $0 + Int128($1) } }
}
