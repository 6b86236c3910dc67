import Contracts
import TestWorld
import Testing

/// One message with the events of a commit.
struct Batched {
    let message: Event
    let events: [CloudEvent]

    init(_ message: Event) throws {
        self.message = message
        events = try #require(try CloudEventBatch.read(message.body), "\(message.body.text)")
    }

    /// Waits until batches have brought so many different events, and gives all batches that have come.
    static func waiting(
        for count: Int, from subscriber: Subscriber, within limit: Duration = .seconds(30)
    ) async throws -> [Batched] {
        var batches: [Batched] = []
        try await eventually("only \(batches.ids.count) of \(count) events came in batches", within: limit) {
            batches = try await subscriber.events.map { try Batched($0) }
            return batches.ids.count >= count
        }
        return batches
    }
}

extension [Batched] {
    /// The ids of all events, each once.
    var ids: Set<String> { Set(flatMap(\.events).map(\.id)) }
}

extension CloudEvent {
    /// A message of one event in the same form.
    init(_ event: Event) throws {
        self.init(
            id: try #require(event.id), source: try #require(event.attribute("source")),
            type: try #require(event.attribute("type")), subject: event.attribute("subject"),
            time: try #require(event.attribute("time")), traceparent: event.properties.headers["traceparent"]?.string,
            data: event.body)
    }
}

extension World {
    /// How many events the ledger has had.
    nonisolated func eventCount() async throws -> Int {
        Int(
            try await count(
                "SELECT (SELECT count(*) FROM outcomes WHERE is_committed) + (SELECT count(*) FROM risk_flags)"))
    }
}
