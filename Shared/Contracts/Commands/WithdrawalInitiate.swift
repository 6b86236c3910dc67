/// Takes money out of a wallet, on its way to a bank account of its owner.
public struct WithdrawalInitiate: Command {
    public static let type = "withdrawal.initiate"
    public static let isConditional = true
    public static let allowed = Set<Role>.peopleAndOperators

    /// Which wallet pays.
    public var wallet: AccountReference

    /// How much; greater than zero.
    public var money: StatedMoney

    /// To which bank account; the owner's primary one in the money's unit where it is left out.
    public var bankAccount: BankAccountID?

    /// The application's own reference, such as a booking's number; up to 128 bytes.
    public var reference: String?

    /// A sentence for people; up to 512 bytes; no personal data, it is kept for ever.
    public var description: String?

    /// Makes a command.
    public init(
        wallet: AccountReference, money: StatedMoney, bankAccount: BankAccountID? = nil, reference: String? = nil,
        description: String? = nil
    ) {
        self.wallet = wallet
        self.money = money
        self.bankAccount = bankAccount
        self.reference = reference
        self.description = description
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        wallet = try fields.present(fields.account("wallet"), "wallet")
        money = try fields.present(fields.money("money"), "money")
        bankAccount = try fields.identifier("bank_account", BankAccountID.self)
        reference = try fields.text("reference", maximum: 128)
        description = try fields.text("description", maximum: 512)
    }

    public func write(to fields: inout FieldWriter) {
        fields.account("wallet", wallet)
        fields.money("money", money)
        fields.text("bank_account", bankAccount?.description)
        fields.text("reference", reference)
        fields.text("description", description)
    }
}
