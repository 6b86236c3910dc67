/// What became of a command, by its message id.
public struct OutcomeGet: Query {
    public static let type = "outcome.get"

    /// The command's message id.
    public var messageID: String

    /// Who sent it, such as `broker:bookings`; whoever asks where it is left out.
    public var subject: String?

    /// Makes a query.
    public init(messageID: String, subject: String? = nil) {
        self.messageID = messageID
        self.subject = subject
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        messageID = try fields.present(fields.text("message_id", maximum: CommandKey.maximumLength), "message_id")
        subject = try fields.text("subject", maximum: 300)
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("message_id", messageID)
        fields.text("subject", subject)
    }
}
