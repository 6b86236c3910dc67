/// Takes money that a bank has called back out of a wallet, even where that drives it below its limit.
public struct ChargebackPost: Command {
    public static let type = "chargeback.post"
    public static let isConditional = true
    public static let allowed = Set<Role>.providersAndOperators

    /// Which wallet had received it.
    public var wallet: AccountReference

    /// How much; greater than zero.
    public var money: StatedMoney

    /// Why; 1 to 512 bytes; no personal data, it is kept for ever.
    public var reason: String

    /// The application's own reference, such as a booking's number; up to 128 bytes.
    public var reference: String?

    /// Makes a command.
    public init(wallet: AccountReference, money: StatedMoney, reason: String, reference: String? = nil) {
        self.wallet = wallet
        self.money = money
        self.reason = reason
        self.reference = reference
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        wallet = try fields.present(fields.account("wallet"), "wallet")
        money = try fields.present(fields.money("money"), "money")
        reason = try fields.present(fields.text("reason", maximum: 512), "reason")
        reference = try fields.text("reference", maximum: 128)
    }

    public func write(to fields: inout FieldWriter) {
        fields.account("wallet", wallet)
        fields.money("money", money)
        fields.text("reason", reason)
        fields.text("reference", reference)
    }
}
