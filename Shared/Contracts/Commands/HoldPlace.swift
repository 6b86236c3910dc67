/// Sets money aside on a wallet, to be captured, released, or to expire.
public struct HoldPlace: Command {
    public static let type = "hold.place"
    public static let isConditional = true
    public static let allowed = Set<Role>.peopleAndOperators

    /// On which wallet.
    public var wallet: AccountReference

    /// How much; greater than zero.
    public var money: StatedMoney

    /// When it expires by itself.
    public var expiresAt: Timestamp?

    /// In how many seconds it expires, by the database's clock; 1 second to 366 days.
    public var expiresIn: Int64?

    /// The application's own reference, such as a booking's number; up to 128 bytes.
    public var reference: String?

    /// A sentence for people; up to 512 bytes; no personal data, it is kept for ever.
    public var description: String?

    /// Makes a command.
    public init(
        wallet: AccountReference, money: StatedMoney, expiresAt: Timestamp? = nil,
        expiresIn: Int64? = nil, reference: String? = nil, description: String? = nil
    ) {
        self.wallet = wallet
        self.money = money
        self.expiresAt = expiresAt
        self.expiresIn = expiresIn
        self.reference = reference
        self.description = description
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        wallet = try fields.present(fields.account("wallet"), "wallet")
        money = try fields.present(fields.money("money"), "money")
        expiresAt = try fields.timestamp("expires_at")
        expiresIn = try fields.integer("expires_in", in: 1...Self.longest)
        reference = try fields.text("reference", maximum: 128)
        description = try fields.text("description", maximum: 512)
        if expiresAt != nil, expiresIn != nil {
            throw fields.invalid("expires_in", "must be left out where expires_at is given")
        }
    }

    public func write(to fields: inout FieldWriter) {
        fields.account("wallet", wallet)
        fields.money("money", money)
        fields.timestamp("expires_at", expiresAt)
        fields.integer("expires_in", expiresIn)
        fields.text("reference", reference)
        fields.text("description", description)
    }

    /// The longest time, in seconds, for which money may be held: 366 days.
    public static let longest: Int64 = 366 * 86_400

    /// How long money is held where the command does not say: seven days, in seconds.
    public static let usual: Int64 = 7 * 86_400
}
