/// In which form the ledger's events are published: the operator's choice.
public enum EventForm: String, CaseIterable, Sendable {
    /// A message for each event, on ``LedgerTopology/events``.
    case single
    /// A message for all events of a commit, on ``LedgerTopology/eventBatches``.
    case batch
    /// Either way, the single ones first.
    case both

    /// Whether every event has a message of its own.
    public var hasSingles: Bool { self != .batch }
    /// Whether the events of a commit share a message.
    public var hasBatches: Bool { self != .single }
}
