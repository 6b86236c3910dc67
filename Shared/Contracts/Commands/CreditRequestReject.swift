/// Refuses credit that was asked for.
public struct CreditRequestReject: Command {
    public static let type = "credit_request.reject"
    public static let allowed = Set<Role>.administrators

    /// Which request.
    public var creditRequest: CreditRequestID

    /// Why; 1 to 512 bytes; no personal data, it is kept for ever.
    public var reason: String

    /// Makes a command.
    public init(creditRequest: CreditRequestID, reason: String) {
        self.creditRequest = creditRequest
        self.reason = reason
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        creditRequest = try fields.present(fields.identifier("credit_request", CreditRequestID.self), "credit_request")
        reason = try fields.present(fields.text("reason", maximum: 512), "reason")
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("credit_request", creditRequest.description)
        fields.text("reason", reason)
    }
}
