/// Undoes a whole transaction, once, by a transaction of its own.
public struct TransactionReverse: Command {
    public static let type = "transaction.reverse"

    /// Which transaction.
    public var transaction: TransactionID

    /// Why; 1 to 512 bytes.
    public var reason: String

    /// Makes a command.
    public init(transaction: TransactionID, reason: String) {
        self.transaction = transaction
        self.reason = reason
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        transaction = try fields.present(fields.identifier("transaction", TransactionID.self), "transaction")
        reason = try fields.present(fields.text("reason", maximum: 512), "reason")
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("transaction", transaction.description)
        fields.text("reason", reason)
    }
}
