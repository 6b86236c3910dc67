/// Fails a job that is past its time and gives its money back; the service sends it by itself.
public struct JobExpire: Command {
    public static let type = "job.expire"
    public static let allowed = Set<Role>.serviceAlone

    /// Which job.
    public var job: JobID

    /// Makes a command.
    public init(job: JobID) {
        self.job = job
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        job = try fields.present(fields.identifier("job", JobID.self), "job")
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("job", job.description)
    }
}
