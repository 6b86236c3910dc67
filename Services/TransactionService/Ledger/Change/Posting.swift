import Contracts

/// One leg of a transaction: an account and a signed amount, of which a positive one increases the account.
public struct Posting: Hashable, Sendable {
    /// Which account.
    public let account: AccountID
    /// How much, in minor units of ``unit``.
    public let amount: Int64
    /// In which unit.
    public let unit: CurrencyUnit

    /// Makes a leg.
    public init(account: AccountID, amount: Int64, unit: CurrencyUnit) {
        self.account = account
        self.amount = amount
        self.unit = unit
    }
}
