/// Tells how a job goes: it runs, it is done, or it has failed.
public struct JobUpdate: Command {
    public static let type = "job.update"

    /// Which job.
    public var job: JobID

    /// How it is from now on.
    public var state: JobState

    /// True gives the money of a job that has failed back in the same commit.
    public var refund: Bool?

    /// Why; up to 512 bytes; no personal data, it is kept for ever.
    public var reason: String?

    /// Makes a command.
    public init(job: JobID, state: JobState, refund: Bool? = nil, reason: String? = nil) {
        self.job = job
        self.state = state
        self.refund = refund
        self.reason = reason
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        job = try fields.present(fields.identifier("job", JobID.self), "job")
        state = try fields.present(fields.choice("state", of: JobState.self), "state")
        refund = try fields.flag("refund")
        reason = try fields.text("reason", maximum: 512)
        if refund == true, state != .failed {
            throw fields.invalid("refund", "must be left out unless state is failed")
        }
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("job", job.description)
        fields.text("state", state.rawValue)
        fields.flag("refund", refund == true ? true : nil)
        fields.text("reason", reason)
    }
}

/// How a job goes on, as somebody who runs it tells.
public enum JobState: String, CaseIterable, Sendable {
    /// Somebody works on it.
    case running
    /// It is done, and its money earned.
    case completed
    /// It will not be done; its money can be refunded.
    case failed
}
