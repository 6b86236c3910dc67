import Contracts
import Ledger
import RabbitMQ

/// An event as it is published: CloudEvents 1.0 in binary mode, with the outcome's document as its data.
struct LedgerEvent: Sendable {
    let id: EventID
    /// The type of the command that caused it.
    let command: String
    /// The account, party or unit that it is about first.
    let subject: String?
    let time: Timestamp
    let trace: String?
    let document: [UInt8]

    /// The message for the events exchange. Mandatory: the event log is always bound, so a return means that it is gone.
    var message: OutgoingMessage {
        var headers: MessageHeaders = [
            "ce-specversion": .string("1.0"), "ce-id": .string(id.description), "ce-source": .string(EventType.source),
            "ce-type": .string(EventType.name(for: command)), "ce-time": .string(time.rfc3339),
        ]
        if let subject { headers["ce-subject"] = .string(subject) }
        if let trace { headers["traceparent"] = .string(trace) }
        return OutgoingMessage(
            exchange: LedgerTopology.events, routingKey: EventType.routingKey(for: command),
            properties: MessageProperties(
                contentType: "application/json", messageID: id.description, type: EventType.name(for: command),
                headers: headers),
            body: document)
    }
}

extension LedgerEvent {
    /// The event of an outcome that has just been committed.
    init(_ outcome: Outcome, at time: Timestamp) {
        self.init(
            id: EventID(number: outcome.number), command: outcome.envelope.type, subject: outcome.concerns, time: time,
            trace: outcome.envelope.trace?.traceparent, document: outcome.document)
    }

    /// The event of a flag that has just been raised.
    init(_ raised: RaisedFlag, at time: Timestamp) {
        self.init(
            id: EventID(number: raised.flag.id.number), command: EventType.riskFlagged,
            subject: raised.flag.account.description, time: time, trace: raised.trace?.traceparent,
            document: raised.document)
    }

    /// The event of a stored outcome, for one whose instance could not announce it any more.
    init(number: Int64, command: String, time: Timestamp, trace: String?, document: [UInt8]) {
        self.init(
            id: EventID(number: number), command: command, subject: OutcomeSubject.told(by: document), time: time,
            trace: trace,
            document: document)
    }
}
