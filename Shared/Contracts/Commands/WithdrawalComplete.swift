/// Notes that a withdrawal has reached the bank account.
public struct WithdrawalComplete: Command {
    public static let type = "withdrawal.complete"

    /// Which withdrawal.
    public var withdrawal: WithdrawalID

    /// The bank's reference of it; up to 128 bytes.
    public var reference: String?

    /// Makes a command.
    public init(withdrawal: WithdrawalID, reference: String? = nil) {
        self.withdrawal = withdrawal
        self.reference = reference
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        withdrawal = try fields.present(fields.identifier("withdrawal", WithdrawalID.self), "withdrawal")
        reference = try fields.text("reference", maximum: 128)
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("withdrawal", withdrawal.description)
        fields.text("reference", reference)
    }
}
