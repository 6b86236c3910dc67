/// Grants credit that was asked for; the money comes from the system account `credit_issuance`.
public struct CreditRequestApprove: Command {
    public static let type = "credit_request.approve"
    public static let allowed = Set<Role>.administrators

    /// Which request.
    public var creditRequest: CreditRequestID

    /// Why; up to 512 bytes; no personal data, it is kept for ever.
    public var reason: String?

    /// Makes a command.
    public init(creditRequest: CreditRequestID, reason: String? = nil) {
        self.creditRequest = creditRequest
        self.reason = reason
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        creditRequest = try fields.present(fields.identifier("credit_request", CreditRequestID.self), "credit_request")
        reason = try fields.text("reason", maximum: 512)
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("credit_request", creditRequest.description)
        fields.text("reason", reason)
    }
}
