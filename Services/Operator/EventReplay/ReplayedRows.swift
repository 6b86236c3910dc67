import Contracts

/// A party as far as events tell of it: names, telephone numbers and metadata never travel.
public struct ReplayedParty: Hashable, Sendable {
    public let id: String
    public var type: String
    public var language: String?
    public var timeZone: String?
    public var kycLevel: Int64
    public var registeredAt: Timestamp
    public var erasedAt: Timestamp?
}

/// An account with what all events together have made of it.
public struct ReplayedAccount: Hashable, Sendable {
    public let id: AccountID
    /// `wal_…`, or `cash:ZAR`.
    public let name: String
    /// Nil for the ledger's own accounts.
    public let owner: String?
    public let kind: String
    public let unit: CurrencyUnit
    public let openedAt: Timestamp
    public var status: String
    public var isLimited: Bool
    public var posted: Int64 = 0
    public var held: Int64 = 0
    public var overdraftLimit: Int64 = 0
    public var version: Int64 = 0
    public var entries: Int64 = 0

    /// By how much chargebacks have driven it below its limit.
    public var shortfall: Int64 { isLimited ? max(0, held - posted - overdraftLimit) : 0 }
}

/// A posted transaction with its entries.
public struct ReplayedTransaction: Hashable, Sendable {
    /// A leg as it stands on its account.
    public struct Entry: Hashable, Sendable {
        public let account: AccountID
        public let unit: Int16
        public let amount: Int64
        /// Its place among the account's entries, from 1.
        public let sequence: Int64
        /// What was posted on the account after it.
        public let balance: Int64
    }

    public let id: TransactionID
    public let type: String
    public let postedAt: Timestamp
    public let reference: String?
    public let description: String?
    /// As a JSON object; nil where there is none.
    public let metadata: [UInt8]?
    public let original: TransactionID?
    public let hold: HoldID?
    /// In the order of the legs.
    public let entries: [Entry]
}

/// A hold as the last event about it tells it.
public struct ReplayedHold: Hashable, Sendable {
    public let id: HoldID
    public let account: AccountID
    public let amount: Int64
    public var captured: Int64
    public var released: Int64
    public var state: String
    public let placedAt: Timestamp
    public let expiresAt: Timestamp
    public let reference: String?
    public let description: String?

    /// What is still held.
    public var remaining: Int64 { amount - captured - released }
}

/// A job, charge sale, credit request or withdrawal as the last event about it tells it; the telephone number of a sale never travels.
public struct ReplayedRequest: Hashable, Sendable {
    public let number: Int64
    public let kind: String
    public let account: AccountID
    public let amount: Int64
    public let createdAt: Timestamp
    public var updatedAt: Timestamp
    public var state: String
    public var transaction: TransactionID?
    public var settlement: TransactionID?
    public var bankAccount: Int64?
    public var jobType: String?
    public var delivery: String?
    public var expiresAt: Timestamp?
    public var reference: String?
    public var description: String?
    public var reason: String?
}

/// What has given back a transaction.
public struct ReplayedUndoing: Hashable, Sendable {
    public var refunds: [TransactionID] = []
    public var reversal: TransactionID?

    /// How much of each leg was refunded by refunds of some amounts, one after the other.
    ///
    /// A refund takes from those who received in proportion to what each has left: rounded down, and what is then missing one by one in the order
    /// of the legs.
    public static func refunded(legs: [Int64], by refunds: [Int64]) -> [Int64] {
        var refunded = [Int64](repeating: 0, count: legs.count)
        for amount in refunds {
            let left = legs.indices.map { max(legs[$0], 0) - refunded[$0] }
            let total = left.reduce(0, +)
            guard total > 0 else { continue }
            var shares = left.map { Int64(clamping: Int128($0) * Int128(amount) / Int128(total)) }
            var missing = amount - shares.reduce(0, +)
            for index in shares.indices where missing > 0 && shares[index] < left[index] {
                shares[index] += 1
                missing -= 1
            }
            for index in shares.indices { refunded[index] += shares[index] }
        }
        return refunded
    }
}
