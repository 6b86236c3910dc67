import Metrics
import ServiceKit

/// What the messages' part counts.
public struct MessageMetrics: Sendable {
    let stored = Counter(label: "kauri_messages_stored")
    let repeated = Counter(label: "kauri_messages_repeated")
    let refused = Counter(label: "kauri_messages_refused")
    let deadLettered = Counter(label: "kauri_message_dead_letters")
    let retries = Counter(label: "kauri_message_retries")
    let frozenWriters = Counter(label: "kauri_message_writers_ended")
    let forgotten = Counter(label: "kauri_messages_forgotten")
    let batch = Recorder(label: "kauri_message_batch_records", aggregate: true)
    let store = Timer(label: "kauri_message_store")
    let head = Gauge(label: "kauri_message_head")

    /// What each of them means, for `/metrics` and the documentation.
    public static let all = lane + MessageCommandMetrics.all

    private static let lane: [MetricDescription] = [
        MetricDescription("kauri_messages_stored", .counter, "Messages, edits and deletions that were stored"),
        MetricDescription("kauri_messages_repeated", .counter, "Messages that came again and were stored already"),
        MetricDescription(
            "kauri_messages_refused", .counter, "Messages that were not stored, such as another one under the same id"),
        MetricDescription("kauri_message_dead_letters", .counter, "What was sent to `messaging.dead-letters`"),
        MetricDescription("kauri_message_retries", .counter, "Batches of messages that were stored again"),
        MetricDescription(
            "kauri_message_writers_ended", .counter, "Connections that had held the log for seconds and were ended"),
        MetricDescription("kauri_message_batch_records", .histogram, "Records stored together"),
        MetricDescription("kauri_message_store", .timer, "Time to store and commit a batch of messages"),
        MetricDescription(
            "kauri_message_search_lag", .gauge, "Records of the log that cannot be searched yet"),
        MetricDescription(
            "kauri_messages_forgotten", .counter, "Messages whose time was over and whose body was deleted"),
        MetricDescription(
            "kauri_offline_offers", .counter,
            "Notifications that no device had acknowledged and that were offered elsewhere"),
        MetricDescription("kauri_message_head", .gauge, "The last position of the log of messages"),
    ]

    func count(_ persisted: Persisted, of records: Int) {
        batch.record(records)
        if !persisted.records.isEmpty { stored.increment(by: persisted.records.count) }
        if persisted.repeated > 0 { repeated.increment(by: persisted.repeated) }
        if !persisted.refused.isEmpty { refused.increment(by: persisted.refused.count) }
        head.record(persisted.head.number)
    }
}
