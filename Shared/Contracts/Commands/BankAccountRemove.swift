/// Takes a bank account out of use and forgets its number and holder.
public struct BankAccountRemove: Command {
    public static let type = "bank_account.remove"
    public static let allowed = Set<Role>.peopleAndOperators

    /// Which bank account.
    public var bankAccount: BankAccountID

    /// Why; up to 512 bytes; no personal data, it is kept for ever.
    public var reason: String?

    /// Makes a command.
    public init(bankAccount: BankAccountID, reason: String? = nil) {
        self.bankAccount = bankAccount
        self.reason = reason
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        bankAccount = try fields.present(fields.identifier("bank_account", BankAccountID.self), "bank_account")
        reason = try fields.text("reason", maximum: 512)
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("bank_account", bankAccount.description)
        fields.text("reason", reason)
    }
}
