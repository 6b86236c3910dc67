/// Brings money from outside into a wallet.
public struct WalletDeposit: Command {
    public static let type = "wallet.deposit"
    public static let isConditional = true
    public static let allowed = Set<Role>.providersAndOperators

    /// Which wallet receives it.
    public var wallet: AccountReference

    /// How much; greater than zero.
    public var money: StatedMoney

    /// The system account that the money comes from; `cash` where it is left out.
    public var source: SystemAccount

    /// True opens the party's wallet if it does not exist yet; the wallet must then be named by its party.
    public var open: Bool?

    /// The application's own reference, such as a booking's number; up to 128 bytes.
    public var reference: String?

    /// A sentence for people; up to 512 bytes; no personal data, it is kept for ever.
    public var description: String?

    /// Makes a command.
    public init(
        wallet: AccountReference, money: StatedMoney, source: SystemAccount,
        open: Bool? = nil, reference: String? = nil, description: String? = nil
    ) {
        self.wallet = wallet
        self.money = money
        self.source = source
        self.open = open
        self.reference = reference
        self.description = description
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        wallet = try fields.present(fields.account("wallet"), "wallet")
        money = try fields.present(fields.money("money"), "money")
        source = try fields.choice("source", of: SystemAccount.self) ?? .cash
        open = try fields.flag("open")
        reference = try fields.text("reference", maximum: 128)
        description = try fields.text("description", maximum: 512)
        if open == true, !wallet.namesParty {
            throw fields.invalid("open", "needs the wallet to be named by its party")
        }
    }

    public func write(to fields: inout FieldWriter) {
        fields.account("wallet", wallet)
        fields.money("money", money)
        fields.text("source", source.rawValue)
        fields.flag("open", open == true ? true : nil)
        fields.text("reference", reference)
        fields.text("description", description)
    }
}
