/// Takes an empty wallet out of use.
public struct AccountDeactivate: Command {
    public static let type = "account.deactivate"
    public static let isConditional = true

    /// Which account; a party's wallet needs its currency.
    public var account: AccountReference

    /// Why; 1 to 512 bytes.
    public var reason: String

    /// Makes a command.
    public init(account: AccountReference, reason: String) {
        self.account = account
        self.reason = reason
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        account = try fields.present(fields.account("account", needsCurrency: true), "account")
        reason = try fields.present(fields.text("reason", maximum: 512), "reason")
    }

    public func write(to fields: inout FieldWriter) {
        fields.account("account", account)
        fields.text("reason", reason)
    }
}
