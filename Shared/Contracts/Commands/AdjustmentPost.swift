/// Corrects what a wallet holds, against the system account `adjustments`.
public struct AdjustmentPost: Command {
    public static let type = "adjustment.post"
    public static let isConditional = true
    public static let allowed = Set<Role>.administrators

    /// Which wallet.
    public var wallet: AccountReference

    /// Whether it is to hold more or less.
    public var direction: AdjustmentDirection

    /// By how much; greater than zero.
    public var money: StatedMoney

    /// Why; 1 to 512 bytes; no personal data, it is kept for ever.
    public var reason: String

    /// The application's own reference, such as a booking's number; up to 128 bytes.
    public var reference: String?

    /// Makes a command.
    public init(
        wallet: AccountReference, direction: AdjustmentDirection, money: StatedMoney, reason: String,
        reference: String? = nil
    ) {
        self.wallet = wallet
        self.direction = direction
        self.money = money
        self.reason = reason
        self.reference = reference
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        wallet = try fields.present(fields.account("wallet"), "wallet")
        direction = try fields.present(fields.choice("direction", of: AdjustmentDirection.self), "direction")
        money = try fields.present(fields.money("money"), "money")
        reason = try fields.present(fields.text("reason", maximum: 512), "reason")
        reference = try fields.text("reference", maximum: 128)
    }

    public func write(to fields: inout FieldWriter) {
        fields.account("wallet", wallet)
        fields.text("direction", direction.rawValue)
        fields.money("money", money)
        fields.text("reason", reason)
        fields.text("reference", reference)
    }
}

/// Which way a correction goes.
public enum AdjustmentDirection: String, CaseIterable, Sendable {
    /// The wallet receives money.
    case up
    /// The wallet pays money.
    case down
}
