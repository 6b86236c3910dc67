import Contracts
import Ledger
import Logging
import Metrics
import RabbitMQ
import ServiceKit
import ServiceLifecycle

/// A command's way through the service: received, decided, committed, announced, acknowledged.
///
/// A lane owns one consumer, one database connection and one publisher. It takes whatever is waiting and never waits for more. While a batch is
/// announced the next one is decided; announcements keep the order of commits, and nothing is acknowledged before it is announced.
struct Lane: Service, CustomStringConvertible {
    let index: Int
    let settings: LedgerSettings
    let consumer: BrokerConsumer
    let announcer: Announcer
    let committer: Committer
    let published: PublishedRows
    let pulse: Heartbeat
    let logger: Logger

    var description: String { "lane \(index)" }

    func run() async throws {
        let publisher = announcer.publisher
        try await withGracefulShutdownHandler {
            try await work()
        } onGracefulShutdown: {
            Task { await publisher.stopReconnecting() }
        }
    }

    private func work() async throws {
        var announcing: Task<Void, any Error>?
        do {
            while let batch = try await receive() {
                pulse.beat()
                try await serve(batch, &announcing)
                pulse.rest()
            }
            // The window at hand is finished and acknowledged before the channel closes, or its commands would be delivered again.
            try await announcing?.value
        } catch is CancellationError where Task.isShuttingDownGracefully {
            _ = await announcing?.result
            logger.notice("stopped during an outage; what is not acknowledged will be delivered again")
        }
        await consumer.cancelAndClose()
        await announcer.publisher.close()
        await committer.store.close()
    }

    private func serve(_ batch: DeliveryBatch, _ announcing: inout Task<Void, any Error>?) async throws {
        let received = batch.deliveries.map { Received($0, limits: settings.limits) }
        let isSuspicious = batch.deliveries.contains {
            $0.deliveryCount >= LedgerTopology.suspiciousDeliveryCount
        }
        if await adjustPrefetch(isSuspicious) { return }
        for group in received.grouped(upTo: isSuspicious ? 1 : settings.batchSize) {
            var announcement = try await committer.commit(group)
            announcement.epoch = batch.epoch
            // The one before must be out first; there is never more than one under way.
            try await announcing?.value
            pulse.beat()
            announcing = Task { [announcement] in try await announce(announcement) }
            if isSuspicious { try await announcing?.value }
        }
    }

    /// The next deliveries; nil once the lane is to end.
    ///
    /// What the broker refuses (a queue with other arguments, a stream that is still coming up after a restart) is asked for again and
    /// again: an operator repairs it, and readiness says meanwhile that this instance takes no work.
    private func receive() async throws -> DeliveryBatch? {
        while true {
            do {
                return try await cancelWhenGracefulShutdown {
                    try await consumer.next(maximumCount: settings.batchSize, maximumBytes: settings.limits.bytes * 2)
                }
            } catch {
                let failure = error as? BrokerError
                if failure?.code == .cancelled || failure?.code == .closed || Task.isCancelled { return nil }
                logger.warning("commands cannot be consumed", metadata: ["error": "\(error)"])
            }
        }
    }

    private func announce(_ announcement: Announcement) async throws {
        try await announcer.announce(announcement)
        announcer.metrics.eventsPublished.increment(by: announcement.events.count)
        announcer.metrics.deadLettered.increment(by: announcement.deadLetters.count)
        await published.add(announcement.outboxRows)
        await consumer.acknowledge(through: announcement.lastTag, epoch: announcement.epoch)
    }

    /// A message that was delivered again and again may be what kills its consumers: it is then taken alone, so that no innocent
    /// neighbour comes closer to the delivery limit with it.
    ///
    /// - Returns: whether the channel was opened again, so that the deliveries at hand will come once more.
    private func adjustPrefetch(_ isSuspicious: Bool) async -> Bool {
        let wanted = isSuspicious ? 1 : normalPrefetch
        guard await consumer.prefetch != wanted else { return false }
        if isSuspicious {
            logger.warning("a message has been delivered many times; messages are taken one by one until it is past")
        }
        await consumer.setPrefetch(wanted)
        return isSuspicious
    }

    private var normalPrefetch: UInt16 { Self.prefetch(settings, lane: index) }

    /// Twice a batch, shared by the lane's queues, so that the next batch is there when one is done.
    static func prefetch(_ settings: LedgerSettings, lane: Int) -> UInt16 {
        UInt16(clamping: max(1, 2 * settings.batchSize / max(1, settings.queues(of: lane).count)))
    }
}

extension [Received] {
    /// Groups in order of at most `bound` commands, but of at least one message.
    func grouped(upTo bound: Int) -> [[Received]] {
        var groups: [[Received]] = []
        var weight = 0
        for received in self {
            if groups.isEmpty || weight + received.weight > bound {
                groups.append([])
                weight = 0
            }
            groups[groups.count - 1].append(received)
            weight += received.weight
        }
        return groups
    }
}
