import Contracts

/// Whether an account moves money.
public enum AccountStatus: String, CaseIterable, Sendable {
    /// Money may leave and arrive.
    case active
    /// Nothing moves but what gives money back: releases, expiries, refunds.
    case suspended
    /// Empty and out of use.
    case deactivated
}

/// An account as a batch sees it: the loaded row, and then every change that the batch has decided so far.
public struct Account: Hashable, Sendable {
    /// The largest amount, up or down, that an account may hold: a quarter of `Int64`'s range, so that no sum of
    /// posted, held and overdraft can overflow, neither here nor in the database.
    public static let bound: Int64 = 1 << 61

    /// Its number.
    public let id: AccountID
    /// Whose wallet it is; nil for a system account.
    public let owner: PartyID?
    /// What for.
    public let kind: String
    /// In which unit its amounts are.
    public let unit: CurrencyUnit
    /// Whether it moves money.
    public var status: AccountStatus
    /// Whether it has a limit. Without one its balance is neither loaded nor checked nor told.
    public var isLimited: Bool
    /// The sum of its entries, in minor units.
    public var posted: Int64
    /// What holds have set aside, in minor units; never negative.
    public var held: Int64
    /// By how much it may fall below zero, in minor units; never negative.
    public var overdraftLimit: Int64
    /// By how much chargebacks have driven it below its limit, as it was loaded; see ``shortfall``.
    public let loadedShortfall: Int64
    /// Rises by one with every change.
    public var version: Int64
    /// The number of its entries, which is the last entry's sequence number.
    public var entrySequence: Int64

    /// Makes an account.
    public init(
        id: AccountID, owner: PartyID?, kind: String, unit: CurrencyUnit, status: AccountStatus = .active,
        isLimited: Bool = true, posted: Int64 = 0, held: Int64 = 0, overdraftLimit: Int64 = 0,
        loadedShortfall: Int64 = 0, version: Int64 = 0, entrySequence: Int64 = 0
    ) {
        self.id = id
        self.owner = owner
        self.kind = kind
        self.unit = unit
        self.status = status
        self.isLimited = isLimited
        self.posted = posted
        self.held = held
        self.overdraftLimit = overdraftLimit
        self.loadedShortfall = loadedShortfall
        self.version = version
        self.entrySequence = entrySequence
    }

    /// What can be spent, in minor units: posted − held + overdraft limit.
    public var available: Int64 { posted - held + overdraftLimit }

    /// By how much it is below its limit, in minor units: only a chargeback can bring it there, and all that arrives makes it less.
    public var shortfall: Int64 { isLimited ? max(0, -available) : 0 }

    /// How events and replies name it.
    public var text: String {
        SystemAccount(id: id)?.text(in: unit) ?? id.description
    }

    /// A system account, which exists in every unit without being loaded.
    static func system(_ account: SystemAccount, in unit: CurrencyUnit) -> Account {
        Account(id: account.id(in: unit), owner: nil, kind: account.rawValue, unit: unit, isLimited: false)
    }
}

/// What is unique about a party's wallet.
public struct WalletAddress: Hashable, Sendable {
    /// Whose.
    public let owner: PartyID
    /// What for.
    public let kind: String
    /// The unit's number.
    public let unit: Int16

    /// Joins the three.
    public init(owner: PartyID, kind: String, unit: Int16) {
        self.owner = owner
        self.kind = kind
        self.unit = unit
    }
}
