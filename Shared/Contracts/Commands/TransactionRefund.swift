/// Gives back all or a part of what a transaction moved; several times, never more than it moved.
public struct TransactionRefund: Command {
    public static let type = "transaction.refund"
    public static let allowed = Set<Role>.payeesAndOperators

    /// Which transaction.
    public var transaction: TransactionID

    /// How much; all that has not been refunded yet where it is left out.
    public var money: StatedMoney?

    /// Why; 1 to 512 bytes.
    public var reason: String

    /// Makes a command.
    public init(transaction: TransactionID, money: StatedMoney? = nil, reason: String) {
        self.transaction = transaction
        self.money = money
        self.reason = reason
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        transaction = try fields.present(fields.identifier("transaction", TransactionID.self), "transaction")
        money = try fields.money("money")
        reason = try fields.present(fields.text("reason", maximum: 512), "reason")
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("transaction", transaction.description)
        fields.money("money", money)
        fields.text("reason", reason)
    }
}
