import Contracts

/// What became of a command.
public struct MessageOutcome: Sendable {
    /// In which of four ways it ended.
    public enum Status: Hashable, Sendable {
        /// It was carried out, though everything may have been so already.
        case committed
        /// A rule stands against it; kept for ever.
        case refused(CommandError)
        /// It was answered before.
        case replayed
        /// It may not be carried out; not kept.
        case rejected(CommandError)
    }

    /// The command.
    public let envelope: CommandEnvelope
    /// What its content comes down to.
    public let fingerprint: Fingerprint
    /// How it ended.
    public let status: Status
    /// What is stored and what the reply carries: a JSON object.
    public let document: [UInt8]

    /// Whether the reply is marked as a repetition.
    public var isReplay: Bool { status == .replayed }
}

/// An outcome as it was stored.
public struct StoredMessageOutcome: Sendable {
    /// What the command's content came down to.
    public let fingerprint: Fingerprint
    /// The document.
    public let document: [UInt8]

    /// Makes an outcome of what was loaded.
    public init(fingerprint: Fingerprint, document: [UInt8]) {
        self.fingerprint = fingerprint
        self.document = document
    }
}

/// A command and the fingerprint of its content.
public struct MessageSubmission: Sendable {
    /// The command.
    public let envelope: CommandEnvelope
    /// What its content comes down to.
    public let fingerprint: Fingerprint

    /// Joins the two.
    public init(envelope: CommandEnvelope, fingerprint: Fingerprint) {
        self.envelope = envelope
        self.fingerprint = fingerprint
    }
}
