/// Pays out what a wallet holds to its owner's primary bank account: now, or for a day of its schedule.
public struct PayoutRun: Command {
    public static let type = "payout.run"
    public static let allowed = Set<Role>.payeesAndOperators

    /// Which wallet is paid out; a party's wallet needs its currency.
    public var wallet: AccountReference

    /// The day of the schedule that is paid; a payout on demand where it is left out.
    public var dueAt: Timestamp?

    /// Makes a command.
    public init(wallet: AccountReference, dueAt: Timestamp? = nil) {
        self.wallet = wallet
        self.dueAt = dueAt
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        wallet = try fields.present(fields.account("wallet", needsCurrency: true), "wallet")
        dueAt = try fields.timestamp("due_at")
    }

    public func write(to fields: inout FieldWriter) {
        fields.account("wallet", wallet)
        fields.timestamp("due_at", dueAt)
    }
}
