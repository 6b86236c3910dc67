import Contracts
import Logging
import Metrics
import RabbitMQ
import ServiceKit
import ServiceLifecycle

/// The way of a command about conversations, blocks, topics or preferences: received, decided, committed, answered and announced, acknowledged.
///
/// The queue has one active consumer among all instances, so commands are carried out in the order in which they were published.
struct CommandLane: Service, CustomStringConvertible {
    let consumer: BrokerConsumer
    let announcer: CommitAnnouncer
    let committer: CommandCommitter
    let pulse: Heartbeat
    let logger: Logger

    /// Commands that are committed together, at the most. Few: each may tell the log of a thousand members.
    static let batchSize = 50
    /// Twice a batch, so that the next one is there when one is done.
    static let prefetch: UInt16 = 100

    var description: String { "message commands" }

    func run() async throws {
        let publisher = announcer.publisher
        try await withGracefulShutdownHandler {
            try await work()
        } onGracefulShutdown: {
            Task { await publisher.stopReconnecting() }
        }
    }

    /// Gives back what a failed run held.
    func giveBack() async {
        pulse.rest()
        await consumer.startAgain()
    }

    private func work() async throws {
        do {
            while let batch = try await receive() {
                pulse.beat()
                try await serve(batch)
                pulse.rest()
            }
        } catch is CancellationError where Task.isShuttingDownGracefully {
            logger.notice("stopped during an outage; what is not acknowledged will be delivered again")
        }
        await consumer.cancelAndClose()
        await announcer.publisher.close()
        await committer.store.close()
    }

    private func serve(_ batch: DeliveryBatch) async throws {
        let isSuspicious = batch.deliveries.contains { $0.deliveryCount >= LedgerTopology.suspiciousDeliveryCount }
        if await adjustPrefetch(isSuspicious ? 1 : Self.prefetch) { return }
        var rest = batch.deliveries.map { ReceivedCommand($0) }[...]
        while !rest.isEmpty {
            let group = Array(rest.prefix(isSuspicious ? 1 : Self.batchSize))
            rest = rest.dropFirst(group.count)
            let answers = try await committer.commit(group)
            pulse.beat()
            // Replies first, because people wait for them.
            try await reply(answers.replies)
            try await announcer.announce(answers.persisted, answers.deadLetters)
            if let last = group.last { await consumer.acknowledge(through: last.delivery.tag, epoch: batch.epoch) }
        }
    }

    /// Publishes replies; waits out an outage, but does not insist where a reply's own queue refuses it.
    private func reply(_ replies: [OutgoingMessage]) async throws {
        guard !replies.isEmpty else { return }
        var backoff = Backoff.brokerRetry
        while true {
            do {
                let outcomes = try await announcer.publisher.publish(replies)
                committer.metrics.repliesRefused.increment(by: outcomes.count { !$0.isConfirmed })
                return
            } catch {
                if error.code == .cancelled { throw CancellationError() }
                try Task.checkCancellation()
                if announcer.health.report(.failing("publishing: \(error)")) {
                    logger.warning("replies wait for the broker", metadata: ["error": "\(error)"])
                }
            }
            try await Outage.pause(backoff.next())
        }
    }

    /// The next deliveries; nil once the lane is to end. What the broker refuses is asked for again and again: an operator repairs it.
    private func receive() async throws -> DeliveryBatch? {
        while true {
            do {
                return try await cancelWhenGracefulShutdown {
                    try await consumer.next(maximumCount: Int(Self.prefetch), maximumBytes: 8 << 20)
                }
            } catch {
                let failure = error as? BrokerError
                if failure?.code == .cancelled || failure?.code == .closed || Task.isCancelled { return nil }
                logger.warning("commands about messages cannot be consumed", metadata: ["error": "\(error)"])
                // Only the service's stop ends this pause early, and then there is nothing to wait for.
                try? await Outage.pause(.milliseconds(200))
            }
        }
    }

    /// A message that was delivered again and again may be what kills its consumers: it is then taken alone.
    ///
    /// - Returns: whether the channel was opened again, so that the deliveries at hand will come once more.
    private func adjustPrefetch(_ wanted: UInt16) async -> Bool {
        guard await consumer.prefetch != wanted else { return false }
        let isSuspicious = wanted == 1
        if isSuspicious {
            logger.warning("a command has been delivered many times; commands are taken one by one until it is past")
        }
        await consumer.setPrefetch(wanted)
        return isSuspicious
    }
}
