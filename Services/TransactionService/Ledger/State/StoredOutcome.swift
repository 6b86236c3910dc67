import Contracts

/// How a command was answered for the first time, and so will be for ever.
public struct StoredOutcome: Sendable {
    /// The content that was answered.
    public let fingerprint: Fingerprint
    /// The outcome's document, as replies and events carry it.
    public let document: [UInt8]
    /// Whether the command changed the ledger; otherwise it was refused.
    public let isCommitted: Bool

    /// Joins the three.
    public init(fingerprint: Fingerprint, document: [UInt8], isCommitted: Bool) {
        self.fingerprint = fingerprint
        self.document = document
        self.isCommitted = isCommitted
    }
}
