/// Makes a bank account the one that its owner's payouts in its unit go to.
public struct BankAccountSetPrimary: Command {
    public static let type = "bank_account.set_primary"
    public static let allowed = Set<Role>.peopleAndOperators

    /// Which bank account.
    public var bankAccount: BankAccountID

    /// Makes a command.
    public init(bankAccount: BankAccountID) {
        self.bankAccount = bankAccount
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        bankAccount = try fields.present(fields.identifier("bank_account", BankAccountID.self), "bank_account")
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("bank_account", bankAccount.description)
    }
}
