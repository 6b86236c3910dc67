import Contracts

/// How one command was answered.
public struct Outcome: Sendable {
    /// What became of the command.
    public enum Status: Hashable, Sendable {
        /// It changed the ledger.
        case committed
        /// A rule of the ledger stood against it; stored like a success.
        case refused(CommandError)
        /// It never reached the ledger's rules; nothing is stored.
        case rejected(CommandError)
        /// It was answered before and is answered the same way again.
        case replayed(isCommitted: Bool)
    }

    /// The command with what travelled around it.
    public let envelope: CommandEnvelope
    /// What became of it.
    public let status: Status
    /// Its number, by which its event is known; zero where nothing is stored.
    public let number: Int64
    /// What was answered.
    public let fingerprint: Fingerprint
    /// A JSON object: the reply without its mark of replay, and the data of the event.
    public let document: [UInt8]
    /// The account, party or unit that it is about first; nil where nothing changed.
    public let concerns: String?

    /// Whether an event announces it.
    public var isAnnounced: Bool { status == .committed }

    /// Whether the command did not do what it asked for, now or when it was first answered.
    public var isFailure: Bool {
        switch status {
        case .committed, .replayed(isCommitted: true): false
        case .refused, .rejected, .replayed(isCommitted: false): true
        }
    }
}
