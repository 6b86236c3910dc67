/// Opens a party's wallet: one for each owner, kind and currency.
public struct AccountOpen: Command {
    public static let type = "account.open"
    public static let allowed = Set<Role>.peopleAndOperators

    /// Whose wallet.
    public var owner: PartyID

    /// What for; `main` where it is left out.
    public var kind: String

    /// In which currency or unit.
    public var currency: String

    /// By how much it may fall below zero; zero where it is left out.
    public var overdraftLimit: DecimalAmount?

    /// True for an account without a limit, whose balance replies do not tell: for the operator's own busy accounts.
    public var unlimited: Bool?

    /// Makes a command.
    public init(
        owner: PartyID, kind: String, currency: String, overdraftLimit: DecimalAmount? = nil, unlimited: Bool? = nil
    ) {
        self.owner = owner
        self.kind = kind
        self.currency = currency
        self.overdraftLimit = overdraftLimit
        self.unlimited = unlimited
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        owner = try fields.present(fields.party("owner"), "owner")
        kind = try fields.kind("kind") ?? AccountReference.defaultKind
        currency = try fields.present(fields.currency("currency"), "currency")
        overdraftLimit = try fields.amount("overdraft_limit", .notNegative)
        unlimited = try fields.flag("unlimited")
        if unlimited == true, overdraftLimit != nil {
            throw fields.invalid("overdraft_limit", "must be left out where unlimited is true")
        }
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("owner", owner.text)
        fields.text("kind", kind)
        fields.text("currency", currency)
        fields.amount("overdraft_limit", overdraftLimit.flatMap { $0.isZero ? nil : $0 })
        fields.flag("unlimited", unlimited == true ? true : nil)
    }
}
