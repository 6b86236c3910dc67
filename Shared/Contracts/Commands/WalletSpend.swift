/// Takes money out of a wallet, for a purchase from the platform itself.
public struct WalletSpend: Command {
    public static let type = "wallet.spend"
    public static let isConditional = true
    public static let allowed = Set<Role>.peopleAndOperators

    /// Which wallet pays.
    public var wallet: AccountReference

    /// How much; greater than zero.
    public var money: StatedMoney

    /// The system account that receives the money; `revenue` where it is left out.
    public var destination: SystemAccount

    /// The application's own reference, such as a booking's number; up to 128 bytes.
    public var reference: String?

    /// A sentence for people; up to 512 bytes; no personal data, it is kept for ever.
    public var description: String?

    /// Makes a command.
    public init(
        wallet: AccountReference, money: StatedMoney,
        destination: SystemAccount, reference: String? = nil, description: String? = nil
    ) {
        self.wallet = wallet
        self.money = money
        self.destination = destination
        self.reference = reference
        self.description = description
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        wallet = try fields.present(fields.account("wallet"), "wallet")
        money = try fields.present(fields.money("money"), "money")
        destination = try fields.choice("destination", of: SystemAccount.self) ?? .revenue
        reference = try fields.text("reference", maximum: 128)
        description = try fields.text("description", maximum: 512)
    }

    public func write(to fields: inout FieldWriter) {
        fields.account("wallet", wallet)
        fields.money("money", money)
        fields.text("destination", destination.rawValue)
        fields.text("reference", reference)
        fields.text("description", description)
    }
}
