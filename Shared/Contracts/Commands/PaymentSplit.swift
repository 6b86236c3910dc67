/// Pays a receiver, less a fee for the platform and a tax, in one transaction.
public struct PaymentSplit: Command {
    public static let type = "payment.split"
    public static let isConditional = true
    public static let allowed = Set<Role>.operators

    /// Which wallet pays.
    public var from: AccountReference

    /// Which account receives what fee and tax leave of the money.
    public var to: AccountReference

    /// How much `from` pays, fee and tax included; greater than zero.
    public var money: StatedMoney

    /// The part for the system account `fees`, in the money's unit; zero or more.
    public var fee: DecimalAmount?

    /// The same as hundredths of a percent of the money, rounded half up to the minor unit; 0 to 10,000.
    public var feeBasisPoints: Int64?

    /// The part for the system account `tax`, in the money's unit; zero or more.
    public var tax: DecimalAmount?

    /// The same as hundredths of a percent of the money, rounded half up to the minor unit; 0 to 10,000.
    public var taxBasisPoints: Int64?

    /// The application's own reference, such as a booking's number; up to 128 bytes.
    public var reference: String?

    /// A sentence for people; up to 512 bytes; no personal data, it is kept for ever.
    public var description: String?

    /// Makes a command.
    public init(
        from: AccountReference, to: AccountReference, money: StatedMoney, fee: DecimalAmount? = nil,
        feeBasisPoints: Int64? = nil, tax: DecimalAmount? = nil, taxBasisPoints: Int64? = nil, reference: String? = nil,
        description: String? = nil
    ) {
        self.from = from
        self.to = to
        self.money = money
        self.fee = fee
        self.feeBasisPoints = feeBasisPoints
        self.tax = tax
        self.taxBasisPoints = taxBasisPoints
        self.reference = reference
        self.description = description
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        from = try fields.present(fields.account("from"), "from")
        to = try fields.present(fields.account("to"), "to")
        money = try fields.present(fields.money("money"), "money")
        fee = try fields.amount("fee", .notNegative)
        feeBasisPoints = try fields.integer("fee_basis_points", in: 0...10_000)
        tax = try fields.amount("tax", .notNegative)
        taxBasisPoints = try fields.integer("tax_basis_points", in: 0...10_000)
        reference = try fields.text("reference", maximum: 128)
        description = try fields.text("description", maximum: 512)
        if fee != nil, feeBasisPoints != nil {
            throw fields.invalid("fee_basis_points", "must be left out where fee is given")
        }
        if tax != nil, taxBasisPoints != nil {
            throw fields.invalid("tax_basis_points", "must be left out where tax is given")
        }
    }

    public func write(to fields: inout FieldWriter) {
        fields.account("from", from)
        fields.account("to", to)
        fields.money("money", money)
        fields.amount("fee", fee)
        fields.integer("fee_basis_points", feeBasisPoints)
        fields.amount("tax", tax)
        fields.integer("tax_basis_points", taxBasisPoints)
        fields.text("reference", reference)
        fields.text("description", description)
    }
}
