/// Takes held money: all of it or a part, for one receiver or several.
public struct HoldCapture: Command {
    public static let type = "hold.capture"
    public static let isConditional = true

    /// Which hold.
    public var hold: HoldID

    /// Who receives it, where that is one account.
    public var to: AccountReference?

    /// How much `to` receives; what is left of the hold where it is left out.
    public var money: StatedMoney?

    /// Who receives how much, where it is several accounts; 1 to 50.
    public var splits: [Split]?

    /// Whether what is then left of the hold is released; true where it is left out.
    public var final: Bool

    /// The application's own reference, such as a booking's number; up to 128 bytes.
    public var reference: String?

    /// A sentence for people; up to 512 bytes; no personal data, it is kept for ever.
    public var description: String?

    /// Makes a command.
    public init(
        hold: HoldID, to: AccountReference? = nil, money: StatedMoney? = nil,
        splits: [Split]? = nil, final: Bool = true, reference: String? = nil, description: String? = nil
    ) {
        self.hold = hold
        self.to = to
        self.money = money
        self.splits = splits
        self.final = final
        self.reference = reference
        self.description = description
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        hold = try fields.present(fields.identifier("hold", HoldID.self), "hold")
        to = try fields.account("to")
        money = try fields.money("money")
        splits = try Split.read("splits", from: &fields)
        final = try fields.flag("final") ?? true
        reference = try fields.text("reference", maximum: 128)
        description = try fields.text("description", maximum: 512)
        switch (to, splits) {
        case (nil, nil): throw fields.invalid("to", "or splits is required", .missingField)
        case (.some, .some): throw fields.invalid("splits", "must be left out where to is given")
        case (nil, .some) where money != nil: throw fields.invalid("money", "must be left out where splits is given")
        default: break
        }
        // Without money of its own nothing in the command tells the unit of a wallet that is named by its owner.
        if let to, to.lacksCurrency, money == nil {
            throw fields.invalid("to.currency", "is required where money is left out", .missingField)
        }
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("hold", hold.description)
        fields.account("to", to)
        fields.money("money", money)
        fields.objects("splits", splits) { $0.write(to: &$1) }
        fields.flag("final", final)
        fields.text("reference", reference)
        fields.text("description", description)
    }
}
