import Contracts
import Postgres

/// What an account has, as it is stored beside it or as it follows from its entries and its pending holds.
public struct AccountBalance: Sendable, Hashable {
    /// The sum of the entries, in minor units.
    public var posted: Int64
    /// The sum of the pending holds, in minor units.
    public var held: Int64
    /// How many entries there are.
    public var entries: Int64

    public init(posted: Int64, held: Int64, entries: Int64) {
        self.posted = posted
        self.held = held
        self.entries = entries
    }
}

/// An account whose stored balance is not what its entries and holds say.
public struct BalanceDifference: Sendable, Hashable {
    /// The account's number.
    public let account: Int64
    /// The number of its unit.
    public let unit: Int16
    public let stored: AccountBalance
    public let recomputed: AccountBalance

    public init(account: Int64, unit: Int16, stored: AccountBalance, recomputed: AccountBalance) {
        self.account = account
        self.unit = unit
        self.stored = stored
        self.recomputed = recomputed
    }

    /// The larger of the differences of posted and held, in minor units; zero where only the number of entries is wrong.
    public var amount: UInt64 {
        max(Self.distance(stored.posted, recomputed.posted), Self.distance(stored.held, recomputed.held))
    }

    private static func distance(_ left: Int64, _ right: Int64) -> UInt64 {
        UInt64(bitPattern: max(left, right)) &- UInt64(bitPattern: min(left, right))
    }

    /// Whether the difference is at most a decimal amount of the account's unit.
    ///
    /// - Parameter decimals: of the unit. A threshold with more decimals is rounded down.
    public func isWithin(_ threshold: DecimalAmount, decimals: UInt8) -> Bool {
        guard !threshold.isNegative else { return false }
        var allowed = threshold.digits
        for _ in decimals..<max(decimals, threshold.scale) { allowed /= 10 }
        for _ in threshold.scale..<max(decimals, threshold.scale) {
            let (product, overflow) = allowed.multipliedReportingOverflow(by: 10)
            guard !overflow else { return true }
            allowed = product
        }
        return UInt128(amount) <= allowed
    }
}
