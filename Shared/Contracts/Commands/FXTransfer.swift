/// Moves money from one wallet to another in another unit, at a rate that the sender states.
public struct FXTransfer: Command {
    public static let type = "fx.transfer"
    public static let isConditional = true
    public static let allowed = Set<Role>.operators

    /// Which wallet pays.
    public var from: AccountReference

    /// Which account receives it; in `to_currency`.
    public var to: AccountReference

    /// How much `from` pays; greater than zero.
    public var money: StatedMoney

    /// In which unit `to` receives it; another than the money's.
    public var toCurrency: String

    /// How many units of `to_currency` one unit of the money's currency is worth; above zero, at most 15 digits before the
    /// point and 12 after it. What `to` receives is rounded down to the minor unit.
    public var rate: DecimalAmount

    /// The application's own reference, such as a booking's number; up to 128 bytes.
    public var reference: String?

    /// A sentence for people; up to 512 bytes; no personal data, it is kept for ever.
    public var description: String?

    /// Makes a command.
    public init(
        from: AccountReference, to: AccountReference, money: StatedMoney, toCurrency: String, rate: DecimalAmount,
        reference: String? = nil, description: String? = nil
    ) {
        self.from = from
        self.to = to
        self.money = money
        self.toCurrency = toCurrency
        self.rate = rate
        self.reference = reference
        self.description = description
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        from = try fields.present(fields.account("from"), "from")
        to = try fields.present(fields.account("to"), "to")
        money = try fields.present(fields.money("money"), "money")
        toCurrency = try fields.present(fields.currency("to_currency"), "to_currency")
        rate = try fields.present(fields.rate("rate"), "rate")
        reference = try fields.text("reference", maximum: 128)
        description = try fields.text("description", maximum: 512)
        if toCurrency == money.currency {
            throw fields.invalid("to_currency", "must be another unit than the money's")
        }
    }

    public func write(to fields: inout FieldWriter) {
        fields.account("from", from)
        fields.account("to", to)
        fields.money("money", money)
        fields.text("to_currency", toCurrency)
        fields.amount("rate", rate)
        fields.text("reference", reference)
        fields.text("description", description)
    }
}
