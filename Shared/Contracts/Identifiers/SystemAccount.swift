/// The ledger's own accounts, one of each for every unit; written `cash:ZAR`.
///
/// They have no limit: their balance may be negative, is not told in replies, and is never locked while a batch decides,
/// so any number of batches can use them at once. A positive amount increases an account, so `cash` falls below zero by what
/// the wallets together hold.
public enum SystemAccount: String, CaseIterable, Sendable {
    /// Money at the bank or the payment provider: the other side of deposits and completed withdrawals.
    case cash
    /// What the platform earns from fees.
    case fees
    /// Taxes collected for an authority.
    case tax
    /// What people have spent with the platform itself.
    case revenue
    /// Money held for third parties.
    case escrow
    /// Credit that an administrator granted.
    case creditIssuance = "credit_issuance"
    /// Money that has left a wallet and has not yet reached a bank account.
    case payoutsInTransit = "payouts_in_transit"
    /// Positions in a currency exchange.
    case exchange = "fx"
    /// Administrators' corrections.
    case adjustments
    /// What currency exchanges leave over: parts of a minor unit that no wallet can hold, rounded up to whole ones.
    case rounding

    /// Every system account's number is below this; numbers from the sequence are above it.
    public static let numberLimit: Int64 = 10_000_000

    /// The account's number, which follows from the unit: no look-up is needed and every database has the same.
    public func id(in unit: CurrencyUnit) -> AccountID {
        AccountID(number: Int64(unit.number) * 100 + ordinal)
    }

    /// The text form, as commands and events carry it.
    public func text(in unit: CurrencyUnit) -> String {
        "\(rawValue):\(unit.code)"
    }

    /// Tells which system account a number is; nil for a wallet.
    public init?(id: AccountID) {
        guard id.number < Self.numberLimit, id.number > 0 else { return nil }
        let ordinal = id.number % 100
        guard let match = Self.allCases.first(where: { $0.ordinal == ordinal }) else { return nil }
        self = match
    }

    /// Stored for ever inside account numbers: never reorder, only add.
    private var ordinal: Int64 {
        switch self {
        case .cash: 1
        case .fees: 2
        case .tax: 3
        case .revenue: 4
        case .escrow: 5
        case .creditIssuance: 6
        case .payoutsInTransit: 7
        case .exchange: 8
        case .adjustments: 9
        case .rounding: 10
        }
    }
}
