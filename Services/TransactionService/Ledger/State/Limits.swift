import Contracts

/// Bounds on what leaves a wallet; amounts in minor units, nil where there is no such bound.
public struct LimitBounds: Hashable, Sendable {
    /// The least that a command may take.
    public var minimum: Int64?
    /// The most that a command may take.
    public var maximum: Int64?
    /// The most that a day in UTC may take.
    public var daily: Int64?

    /// Joins the three.
    public init(minimum: Int64? = nil, maximum: Int64? = nil, daily: Int64? = nil) {
        self.minimum = minimum
        self.maximum = maximum
        self.daily = daily
    }
}

/// What a limit applies to.
public enum LimitScope: Hashable, Sendable {
    /// One wallet.
    case wallet(AccountID)
    /// All wallets in the unit whose owners have this KYC level.
    case level(Int64)
}

/// A limit that was set.
public struct LimitSetting: Hashable, Sendable {
    /// What it applies to.
    public let scope: LimitScope
    /// In which unit.
    public let unit: CurrencyUnit
    /// The bounds; all nil where the limit was taken away.
    public let bounds: LimitBounds
}

/// The limits that a batch may meet.
struct LimitTable: Sendable {
    private struct Level: Hashable {
        let level: Int64
        let unit: Int16
    }

    private var wallets: [AccountID: LimitBounds] = [:]
    private var levelBounds: [Level: LimitBounds] = [:]
    /// The KYC levels of the wallets' owners, as far as a limit asks for them.
    var levels: [PartyID: Int64] = [:]

    var isEmpty: Bool { wallets.isEmpty && levelBounds.isEmpty }

    mutating func insert(_ bounds: LimitBounds, on scope: LimitScope, in unit: CurrencyUnit) {
        let bounds = bounds == LimitBounds() ? nil : bounds
        switch scope {
        case .wallet(let account): wallets[account] = bounds
        case .level(let level): levelBounds[Level(level: level, unit: unit.number)] = bounds
        }
    }

    /// What a wallet must keep: its own limit and that of its owner's KYC level.
    func bounds(on account: Account) -> [LimitBounds] {
        let level = account.owner.flatMap { levels[$0] }
        let ofLevel = level.flatMap { levelBounds[Level(level: $0, unit: account.unit.number)] }
        return [wallets[account.id], ofLevel].compactMap(\.self)
    }
}

/// A wallet's day in UTC.
public struct WalletDay: Hashable, Comparable, Sendable {
    /// Which wallet.
    public let account: AccountID
    /// Days since 1 January 1970.
    public let day: Int64

    /// Joins the two.
    public init(account: AccountID, day: Int64) {
        self.account = account
        self.day = day
    }

    public static func < (left: Self, right: Self) -> Bool { (left.account, left.day) < (right.account, right.day) }
}
