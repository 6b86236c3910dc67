/// Moves money from one wallet to another.
public struct WalletTransfer: Command {
    public static let type = "wallet.transfer"
    public static let isConditional = true
    public static let allowed = Set<Role>.peopleAndOperators

    /// Which wallet pays.
    public var from: AccountReference

    /// Which account receives it.
    public var to: AccountReference

    /// How much; greater than zero.
    public var money: StatedMoney

    /// The application's own reference, such as a booking's number; up to 128 bytes.
    public var reference: String?

    /// A sentence for people; up to 512 bytes; no personal data, it is kept for ever.
    public var description: String?

    /// Makes a command.
    public init(
        from: AccountReference, to: AccountReference,
        money: StatedMoney, reference: String? = nil, description: String? = nil
    ) {
        self.from = from
        self.to = to
        self.money = money
        self.reference = reference
        self.description = description
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        from = try fields.present(fields.account("from"), "from")
        to = try fields.present(fields.account("to"), "to")
        money = try fields.present(fields.money("money"), "money")
        reference = try fields.text("reference", maximum: 128)
        description = try fields.text("description", maximum: 512)
    }

    public func write(to fields: inout FieldWriter) {
        fields.account("from", from)
        fields.account("to", to)
        fields.money("money", money)
        fields.text("reference", reference)
        fields.text("description", description)
    }
}
