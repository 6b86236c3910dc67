/// Gives back what a job that has failed was paid.
public struct JobRefund: Command {
    public static let type = "job.refund"

    /// Which job.
    public var job: JobID

    /// Why; 1 to 512 bytes; no personal data, it is kept for ever.
    public var reason: String

    /// Makes a command.
    public init(job: JobID, reason: String) {
        self.job = job
        self.reason = reason
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        job = try fields.present(fields.identifier("job", JobID.self), "job")
        reason = try fields.present(fields.text("reason", maximum: 512), "reason")
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("job", job.description)
        fields.text("reason", reason)
    }
}
