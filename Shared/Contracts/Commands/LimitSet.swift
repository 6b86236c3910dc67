/// Bounds what leaves one wallet, or every wallet of a KYC level in one unit; a wallet with limits of its own keeps both.
public struct LimitSet: Command {
    public static let type = "limit.set"

    /// Which wallet; a party's wallet needs its currency.
    public var wallet: AccountReference?

    /// Or the wallets of which level; 0 to 3.
    public var kycLevel: Int64?

    /// The unit of the wallets of a level.
    public var currency: String?

    /// The least that may leave a wallet at once; none where it is left out.
    public var minimum: DecimalAmount?

    /// The most that may leave a wallet at once; none where it is left out.
    public var maximum: DecimalAmount?

    /// The most that may leave a wallet on one day in UTC; none where it is left out.
    public var daily: DecimalAmount?

    /// Makes a command.
    public init(
        wallet: AccountReference? = nil, kycLevel: Int64? = nil, currency: String? = nil, minimum: DecimalAmount? = nil,
        maximum: DecimalAmount? = nil, daily: DecimalAmount? = nil
    ) {
        self.wallet = wallet
        self.kycLevel = kycLevel
        self.currency = currency
        self.minimum = minimum
        self.maximum = maximum
        self.daily = daily
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        wallet = try fields.account("wallet", needsCurrency: true)
        kycLevel = try fields.integer("kyc_level", in: 0...3)
        currency = try fields.currency("currency")
        minimum = try fields.amount("minimum", .positive)
        maximum = try fields.amount("maximum", .positive)
        daily = try fields.amount("daily", .positive)
        switch (wallet, kycLevel) {
        case (nil, nil): throw fields.invalid("wallet", "or kyc_level is required", .missingField)
        case (.some, .some): throw fields.invalid("kyc_level", "must be left out where wallet is given")
        case (.some, nil) where currency != nil:
            throw fields.invalid("currency", "must be left out where wallet is given")
        case (nil, .some) where currency == nil:
            throw fields.invalid("currency", "is required where kyc_level is given", .missingField)
        default: break
        }
        if let minimum, let maximum, minimum.exceeds(maximum) {
            throw fields.invalid("minimum", "must not be greater than maximum")
        }
    }

    public func write(to fields: inout FieldWriter) {
        fields.account("wallet", wallet)
        fields.integer("kyc_level", kycLevel)
        fields.text("currency", currency)
        fields.amount("minimum", minimum)
        fields.amount("maximum", maximum)
        fields.amount("daily", daily)
    }
}
