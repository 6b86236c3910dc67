import RabbitMQ

/// Why a verb of ``KauriLedger`` did not come to an end.
public enum LedgerFailure: Error, Sendable, Hashable {
    /// The broker has not confirmed the message. It may have arrived; sending it again with the same id is always right.
    case notSent(BrokerError)
    /// No queue took the message: the wrong virtual host, or transaction-service has never run.
    case unroutable(String)
    /// The queue is full; send it again later.
    case queueFull
    /// The broker has the message and no reply came in time: ask again with the same id.
    case noReply(messageID: String)
    /// The ledger did not answer the query.
    case rejected(LedgerProblem)
    /// What came is not what the contract says.
    case unreadable(String)
    /// A handler failed as often as it was allowed to; the event is not acknowledged and comes again.
    case handlerFailed(eventID: String, reason: String)
}
