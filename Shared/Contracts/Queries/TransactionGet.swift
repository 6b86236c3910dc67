/// A transaction with its legs, what has become of it, and what refunded or reversed it.
public struct TransactionGet: Query {
    public static let type = "transaction.get"

    /// Which transaction.
    public var transaction: TransactionID

    /// Makes a query.
    public init(transaction: TransactionID) {
        self.transaction = transaction
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        transaction = try fields.present(fields.identifier("transaction", TransactionID.self), "transaction")
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("transaction", transaction.description)
    }
}
