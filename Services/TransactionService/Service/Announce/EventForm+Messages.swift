import Contracts
import RabbitMQ

extension EventForm {
    /// The messages that announce the events of one commit, in the order in which they are to be published.
    ///
    /// - Parameter bound: bytes of a batch's body.
    func messages(of events: [LedgerEvent], bound: Int = CloudEventBatch.maximumBytes) -> [OutgoingMessage] {
        let singles = hasSingles ? events.map(\.message) : []
        return hasBatches ? singles + Self.batches(of: events, bound: bound) : singles
    }

    /// As few messages as the bound on their bytes allows.
    private static func batches(of events: [LedgerEvent], bound: Int) -> [OutgoingMessage] {
        var messages: [OutgoingMessage] = []
        var rest = events[...]
        while let first = rest.first {
            let bytes = rest.reduce(0) { $0 + $1.document.count + 320 }
            var batch = CloudEventBatch(capacity: bytes, bound: bound)
            // A commit has one time: it is written out once.
            var time = (moment: first.time, text: first.time.rfc3339)
            var last = first
            while let event = rest.first, batch.hasRoom(forData: event.document.count) {
                if event.time != time.moment { time = (event.time, event.time.rfc3339) }
                batch.append(event.cloudEvent(at: time.text))
                last = event
                rest = rest.dropFirst()
            }
            messages.append(message(batch.finish(), from: first.id, through: last.id))
        }
        return messages
    }

    /// Mandatory: the stream of the batches is always bound, so a return means that it is gone.
    private static func message(_ body: [UInt8], from first: EventID, through last: EventID) -> OutgoingMessage {
        OutgoingMessage(
            exchange: LedgerTopology.eventBatches, routingKey: "",
            properties: MessageProperties(
                contentType: CloudEventBatch.contentType, messageID: "\(first)..\(last)", type: "events"),
            body: body)
    }
}

extension LedgerEvent {
    /// The event in the structured form.
    ///
    /// - Parameter time: ``time`` as text.
    func cloudEvent(at time: String) -> CloudEvent {
        CloudEvent(
            id: id.description, type: EventType.name(for: command), subject: subject, time: time, traceparent: trace,
            data: document)
    }
}
