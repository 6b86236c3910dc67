import Contracts
import Logging
import Metrics
import RabbitMQ
import ServiceKit

/// Publishes what a lane has committed, strictly in the order of its commits, and stops at the first event that is not confirmed.
struct Announcer: Sendable {
    let publisher: BrokerPublisher
    let health: HealthPart
    let metrics: LaneMetrics
    let logger: Logger

    /// Publishes until everything that must be confirmed is confirmed; waits out an outage of the broker.
    ///
    /// - Throws: `CancellationError` only.
    func announce(_ announcement: Announcement) async throws {
        var left = announcement
        var backoff = Backoff.brokerRetry
        while true {
            do {
                left.settle(try await publisher.publish(left.messages), metrics)
                if left.messages.isEmpty {
                    health.report(.ok)
                    return
                }
                metrics.eventsRefused.increment(by: left.events.count)
                report("the broker does not confirm; is a queue bound to \(LedgerTopology.events) full or missing?")
            } catch {
                try Task.checkCancellation()
                // A foreign message's headers may fill a frame, and with the reason they no longer fit.
                if error.code == .unsupportedMessage { left.stripDeadLetters() }
                report("publishing: \(error)")
            }
            try await Task.sleep(for: backoff.next())
        }
    }

    private func report(_ reason: String) {
        if health.report(.failing(reason)) {
            logger.warning("publishing waits for the broker", metadata: ["reason": "\(reason)"])
        }
    }
}

extension Announcement {
    /// What is still to be published: replies first, because people wait for them.
    fileprivate var messages: [OutgoingMessage] { replies + deadLetters + events }

    /// Leaves dead letters no headers but the ones that say why they are dead.
    fileprivate mutating func stripDeadLetters() {
        for index in deadLetters.indices {
            var kept: MessageHeaders = [:]
            for field in deadLetters[index].properties.headers.fields where field.name.hasPrefix("x-kauri-") {
                kept[field.name] = field.value
            }
            deadLetters[index].properties.headers = kept
        }
    }

    /// Takes out what is done with.
    fileprivate mutating func settle(_ outcomes: [PublishOutcome], _ metrics: LaneMetrics) {
        // A reply is tried once: a full reply queue is its owner's affair, and the outcome can be asked for again.
        metrics.repliesRefused.increment(by: outcomes.prefix(replies.count).count { !$0.isConfirmed })
        let letters = outcomes.dropFirst(replies.count).prefix(deadLetters.count)
        deadLetters = zip(deadLetters, letters).filter { !$1.isConfirmed }.map(\.0)
        // All after the first unconfirmed event are published again: late subscribers see one order.
        events = Array(events.dropFirst(outcomes.suffix(events.count).prefix { $0.isConfirmed }.count))
        replies = []
    }
}
