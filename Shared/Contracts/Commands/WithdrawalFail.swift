/// Notes that a withdrawal has not reached the bank account; its money returns to the wallet.
public struct WithdrawalFail: Command {
    public static let type = "withdrawal.fail"

    /// Which withdrawal.
    public var withdrawal: WithdrawalID

    /// Why; 1 to 512 bytes; no personal data, it is kept for ever.
    public var reason: String

    /// Makes a command.
    public init(withdrawal: WithdrawalID, reason: String) {
        self.withdrawal = withdrawal
        self.reason = reason
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        withdrawal = try fields.present(fields.identifier("withdrawal", WithdrawalID.self), "withdrawal")
        reason = try fields.present(fields.text("reason", maximum: 512), "reason")
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("withdrawal", withdrawal.description)
        fields.text("reason", reason)
    }
}
