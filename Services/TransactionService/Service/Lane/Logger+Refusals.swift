import Contracts
import Ledger
import Logging
import RabbitMQ

/// What did not go as its sender wanted, with the trace that it belongs to.
extension Logger {
    /// Tells of messages that are in the dead letters now.
    func tellGivenUp(_ letters: [OutgoingMessage]) {
        typealias Header = LedgerTopology.DeadLetterHeader
        for letter in letters {
            let properties = letter.properties
            let trace = Self.traceparent(of: properties).flatMap { TraceContext(traceparent: $0) }
            info(
                "a message was given up; it is in the dead letters",
                metadata: Self.metadata(
                    messageID: properties.messageID, type: properties.type,
                    reason: properties.headers[Header.reason]?.string, trace: trace))
        }
    }

    /// Tells of commands that were answered with an error, at debug: their senders know.
    func tellRefused(_ group: [Received], _ answers: [Answer]) {
        guard logLevel <= .debug else { return }
        for (received, answer) in zip(group, answers) {
            for member in answer.members {
                switch member {
                case .outcome(let outcome): tell(outcome)
                case .unreadable(let messageID, let error): tell(error, messageID, received)
                }
            }
        }
    }

    /// Tells of messages of which nothing could be read.
    func tellRefused(_ unreadable: [Received]) {
        guard logLevel <= .debug else { return }
        for received in unreadable {
            for case .unreadable(let messageID, let error) in received.members { tell(error, messageID, received) }
        }
    }

    private func tell(_ outcome: Outcome) {
        let error: CommandError
        switch outcome.status {
        case .refused(let reason), .rejected(let reason): error = reason
        case .committed, .replayed: return
        }
        debug(
            "a command was refused",
            metadata: Self.metadata(
                messageID: outcome.envelope.key.messageID, type: outcome.envelope.type, reason: error.code.rawValue,
                trace: outcome.envelope.trace))
    }

    private func tell(_ error: CommandError, _ messageID: String?, _ received: Received) {
        debug(
            "a command could not be read",
            metadata: Self.metadata(
                messageID: messageID, type: received.type, reason: error.code.rawValue, trace: received.trace))
    }

    private static func metadata(
        messageID: String?, type: String?, reason: String?, trace: TraceContext?
    ) -> Logger.Metadata {
        var metadata: Logger.Metadata = [:]
        if let messageID { metadata["message_id"] = "\(messageID)" }
        if let type { metadata["type"] = "\(type)" }
        if let reason { metadata["reason"] = "\(reason)" }
        if let trace { metadata["trace_id"] = "\(trace.traceID)" }
        return metadata
    }

    private static func traceparent(of properties: MessageProperties) -> String? {
        for field in properties.headers.fields {
            switch field.name.lowercased() {
            case "traceparent", "ce-traceparent", "cloudevents_traceparent", "cloudevents:traceparent":
                return field.value.string
            default: continue
            }
        }
        return nil
    }
}
