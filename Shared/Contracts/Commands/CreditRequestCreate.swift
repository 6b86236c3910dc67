/// Asks for credit, for an administrator to decide on; no money moves yet.
public struct CreditRequestCreate: Command {
    public static let type = "credit_request.create"
    public static let allowed = Set<Role>.sellersAndOperators

    /// Which wallet is to receive it.
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
