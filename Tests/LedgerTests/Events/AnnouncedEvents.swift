import Contracts
import EventReplay
import Ledger
import Testing

extension LedgerDatabase {
    /// All that was announced, in the order of decision, as the lines of an archive.
    func announcedEvents() throws -> [ArchivedEvent] {
        let committed = outcomes.values.filter(\.isCommitted).map(\.document)
        let events = try (committed + flagDocuments.values).map { document in
            let object = try #require(try JSONReader.read(document).asObject)
            let command = object["command"]?["type"]?.asString ?? EventType.riskFlagged
            let event = CloudEvent(
                id: try #require(object["event"]?.asString), type: EventType.name(for: command),
                subject: OutcomeSubject.told(by: document), time: try #require(object["at"]?.asString),
                traceparent: nil, data: document)
            var json = JSONWriter()
            event.write(to: &json, streamOffset: 7)
            return try ArchivedEvent(json.bytes[...])
        }
        return events.sorted { ($0.time, $0.id) < ($1.time, $1.id) }
    }
}

extension EventReplay {
    /// Takes all events in; none may wait at the end.
    init(_ events: [ArchivedEvent]) throws {
        self.init()
        for event in events { try take(event) }
        try finish()
    }
}

extension JSONValue {
    fileprivate subscript(name: String) -> JSONValue? { asObject?[name] }
}
