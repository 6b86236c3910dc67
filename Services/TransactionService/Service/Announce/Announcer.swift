import Contracts
import Logging
import Metrics
import RabbitMQ
import ServiceKit
import ServiceLifecycle

/// Publishes what a lane has committed, strictly in the order of its commits, and stops at the first event that is not confirmed.
struct Announcer: Sendable {
    let publisher: BrokerPublisher
    let health: HealthPart
    let metrics: LaneMetrics
    let logger: Logger

    /// Publishes until everything that must be confirmed is confirmed; waits out an outage of the broker.
    ///
    /// Nothing leaves while the lease may be somebody else's: then this waits until it is renewed, or cancelled because it is lost. Confirms are
    /// waited for also while the service stops; a connection is not, see ``Lane/run()``.
    ///
    /// - Throws: `CancellationError` only: when the service stops during an outage, or the lease is lost. The events then are in the outbox.
    func announce(_ announcement: Announcement, under lease: Lease) async throws {
        var left = announcement
        var backoff = Backoff.brokerRetry
        while true {
            if lease.hasEnded { throw CancellationError() }
            guard lease.isValid else {
                try await Outage.pause(.milliseconds(50))
                continue
            }
            do {
                left.settle(
                    try await publisher.publish(left.messages, sendingWhile: { lease.isValid }), metrics)
                if left.messages.isEmpty {
                    health.report(.ok)
                    return
                }
                metrics.eventsRefused.increment(by: left.events.count)
                report("the broker does not confirm; is a queue bound to \(LedgerTopology.events) full or missing?")
            } catch {
                if error.code == .cancelled { throw CancellationError() }
                try Task.checkCancellation()
                if error.code == .unsupportedMessage { await makeSupported(&left) }
                report("publishing: \(error)")
            }
            try await Outage.pause(backoff.next())
        }
    }

    /// A foreign message's headers may fill a frame, and with the reason they no longer fit; a reply may be longer than the broker takes.
    private func makeSupported(_ announcement: inout Announcement) async {
        announcement.stripDeadLetters()
        var replies: [OutgoingMessage] = []
        for reply in announcement.replies where await publisher.supports(reply) { replies.append(reply) }
        let dropped = announcement.replies.count - replies.count
        guard dropped > 0 else { return }
        announcement.replies = replies
        metrics.repliesRefused.increment(by: dropped)
        logger.error("replies are too long to be sent; their outcomes are stored", metadata: ["replies": "\(dropped)"])
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
