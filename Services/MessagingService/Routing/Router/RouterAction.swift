import Contracts

/// What a router asks its surroundings to do.
public enum RouterAction: Sendable {
    /// Write these frames to a client, in this order; then tell ``Router/written(_:bytes:at:)`` the sum of their ``Frame/json`` bytes.
    case send(SessionID, [Frame])
    /// Ask `stream.read` for a person's records; answer by ``Router/page(_:_:next:head:ticket:at:)`` or ``Router/pageFailed(_:ticket:at:)``.
    case read(SessionID, PartyID, Session.PageQuestion)
    /// Ask `person.get` and `conversation.get`; answer by ``Router/learn(people:asOf:at:)``, ``Router/learn(conversations:asked:asOf:at:)`` or
    /// ``Router/askFailed(_:at:)``.
    case ask(Missing)
    /// Ask `log.read`; answer by ``Router/logRead(_:head:at:)`` or ``Router/logReadFailed(at:)``.
    case readLog(after: Position)
    /// Have these stored: markers, which nobody waits for.
    case persist([PersistRecord])
    /// A request that waited has been decided.
    case settled(Ticket, Submission)
    /// End a session; the router has forgotten it.
    case close(SessionID, CloseReason)
    /// Tell the other instances; may be left out.
    case gossip([Gossip])
}

/// Why a router ends a session.
public enum CloseReason: Hashable, Sendable {
    /// The client takes nothing: close code 4409.
    case slowClient
    /// The cursor lies beyond the log's end: close code 1008.
    case impossibleCursor
}

/// By which name the service knows a request that it has submitted; chosen by the service.
public struct Ticket: Hashable, Sendable {
    /// The number.
    public let number: UInt64

    /// Wraps a number.
    public init(_ number: UInt64) { self.number = number }
}

/// What becomes of a request.
public enum Submission: Hashable, Sendable {
    /// It keeps the rules. The sender is told once all of it is stored.
    case accepted([Accepted])
    /// It does not, or there is no room; nothing of it was delivered.
    case refused(CommandError)
    /// Something has to be asked first; ``RouterAction/settled(_:_:)`` follows.
    case waits
}

/// A message or an amendment that keeps the rules.
public struct Accepted: Hashable, Sendable {
    /// What is to be stored.
    public var record: PersistRecord
    /// The message's id.
    public var message: MessageID
    /// Whether the broker has confirmed it already: it was sent before, and nothing is left to do but to answer.
    public var isStored: Bool
}
