/// Changes a wallet's overdraft limit, or lifts the limit altogether.
public struct AccountConfigure: Command {
    public static let type = "account.configure"
    public static let isConditional = true

    /// Which account; a party's wallet needs its currency.
    public var account: AccountReference

    /// By how much it may fall below zero from now on.
    public var overdraftLimit: DecimalAmount?

    /// True lifts the limit; false sets it again, together with `overdraft_limit`.
    public var unlimited: Bool?

    /// Makes a command.
    public init(account: AccountReference, overdraftLimit: DecimalAmount? = nil, unlimited: Bool? = nil) {
        self.account = account
        self.overdraftLimit = overdraftLimit
        self.unlimited = unlimited
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        account = try fields.present(fields.account("account", needsCurrency: true), "account")
        overdraftLimit = try fields.amount("overdraft_limit", .notNegative)
        unlimited = try fields.flag("unlimited")
        switch (overdraftLimit, unlimited) {
        case (nil, nil): throw fields.invalid("overdraft_limit", "or unlimited is required", .missingField)
        case (.some, true): throw fields.invalid("overdraft_limit", "must be left out where unlimited is true")
        case (nil, false):
            throw fields.invalid("overdraft_limit", "is required where unlimited is false", .missingField)
        default: break
        }
    }

    public func write(to fields: inout FieldWriter) {
        fields.account("account", account)
        fields.amount("overdraft_limit", overdraftLimit)
        fields.flag("unlimited", unlimited)
    }
}
