/// Says when what a wallet holds is paid out to its owner's primary bank account.
public struct PayoutSchedule: Command {
    public static let type = "payout.schedule"
    public static let allowed = Set<Role>.payeesAndOperators

    /// Which wallet is paid out; a party's wallet needs its currency.
    public var wallet: AccountReference

    /// How often.
    public var interval: PayoutInterval

    /// On which day, in UTC, where it is weekly.
    public var weekday: Weekday?

    /// The least that is worth a payout, in the wallet's unit; one minor unit where it is left out.
    public var minimum: DecimalAmount?

    /// Makes a command.
    public init(
        wallet: AccountReference, interval: PayoutInterval, weekday: Weekday? = nil, minimum: DecimalAmount? = nil
    ) {
        self.wallet = wallet
        self.interval = interval
        self.weekday = weekday
        self.minimum = minimum
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        wallet = try fields.present(fields.account("wallet", needsCurrency: true), "wallet")
        interval = try fields.present(fields.choice("interval", of: PayoutInterval.self), "interval")
        weekday = try fields.choice("weekday", of: Weekday.self)
        minimum = try fields.amount("minimum", .positive)
        if interval == .weekly, weekday == nil {
            throw fields.invalid("weekday", "is required where interval is weekly", .missingField)
        }
        if interval != .weekly, weekday != nil {
            throw fields.invalid("weekday", "must be left out unless interval is weekly")
        }
        if interval == .threshold, minimum == nil {
            throw fields.invalid("minimum", "is required where interval is threshold", .missingField)
        }
    }

    public func write(to fields: inout FieldWriter) {
        fields.account("wallet", wallet)
        fields.text("interval", interval.rawValue)
        fields.text("weekday", weekday?.rawValue)
        fields.amount("minimum", minimum)
    }
}
