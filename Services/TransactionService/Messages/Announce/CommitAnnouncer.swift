import Contracts
import Logging
import Metrics
import RabbitMQ
import ServiceKit

/// Tells every instance of messaging-service what was committed, and publishes dead letters.
///
/// An announcement may be lost with the process: whoever hears the head told each second asks `log.read` for what is missing. So there is no
/// outbox; the log is one.
struct CommitAnnouncer: Sendable {
    let publisher: BrokerPublisher
    let health: HealthPart
    let metrics: MessageMetrics
    let logger: Logger

    /// The most bytes of what the records of an announcement say; its JSON is a little longer.
    static let mostBytes = 2 << 20
    /// The most records of an announcement.
    static let mostRecords = 500

    /// Publishes until the broker has confirmed everything; waits out an outage.
    ///
    /// - Throws: `CancellationError` only: when the service stops during an outage.
    func announce(_ persisted: Persisted, _ deadLetters: [OutgoingMessage]) async throws {
        var left = deadLetters + Self.messages(persisted)
        metrics.deadLettered.increment(by: deadLetters.count)
        var backoff = Backoff.brokerRetry
        while !left.isEmpty {
            do {
                let outcomes = try await publisher.publish(left)
                left = zip(left, outcomes).filter { !$1.isConfirmed }.map(\.0)
                if left.isEmpty { break }
                report("the broker does not confirm; is a queue behind \(left[0].exchange) full or missing?")
            } catch {
                if error.code == .cancelled { throw CancellationError() }
                try Task.checkCancellation()
                report("publishing: \(error)")
            }
            try await Outage.pause(backoff.next())
        }
        health.report(.ok)
    }

    /// Tells how far the log reaches; once, since it is told again in a second.
    func tell(head: Position) async throws {
        _ = try await publisher.publish([Self.message(CommittedBatch(head: head, records: []))])
    }

    /// The announcements of what was stored; none where nothing was.
    static func messages(_ persisted: Persisted) -> [OutgoingMessage] {
        var messages: [OutgoingMessage] = []
        var chunk: [LogRecord] = []
        var bytes = 0
        for record in persisted.records {
            let size = record.roughSize
            if chunk.count == mostRecords || (bytes + size > mostBytes && !chunk.isEmpty) {
                messages.append(message(CommittedBatch(head: persisted.head, records: chunk)))
                chunk = []
                bytes = 0
            }
            chunk.append(record)
            bytes += size
        }
        if !chunk.isEmpty || !persisted.markers.isEmpty {
            messages.append(
                message(CommittedBatch(head: persisted.head, records: chunk, markers: persisted.markers)))
        }
        return messages
    }

    private static func message(_ batch: CommittedBatch) -> OutgoingMessage {
        var properties = MessageProperties(
            contentType: "application/json", messageID: "committed/\(batch.records.first?.position ?? batch.head)",
            type: CommittedBatch.type)
        // Whoever was away asks for what it missed.
        properties.isPersistent = false
        return OutgoingMessage(
            exchange: MessagingTopology.committed, routingKey: "", properties: properties, body: batch.body(),
            isMandatory: false)
    }

    private func report(_ reason: String) {
        if health.report(.failing(reason)) {
            logger.warning("announcing messages waits for the broker", metadata: ["reason": "\(reason)"])
        }
    }
}

extension LogRecord {
    /// About how many bytes its JSON has.
    fileprivate var roughSize: Int {
        switch content {
        case .message(let message):
            420 + message.body.utf8.count
                + message.metadata.reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count + 6 }
        case .amendment(.edit(let edit)): 320 + edit.body.utf8.count
        case .amendment(.deletion): 300
        case .conversation(let conversation): 300 + conversation.members.count * 96
        case .person(let settings): 400 + (settings.blocked.count + settings.topics.count + settings.muted.count) * 68
        }
    }
}
