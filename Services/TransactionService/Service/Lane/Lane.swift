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
    let desk: LaneDesk
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
        defer { desk.close() }
        while let lease = try await nextLease() {
            let work = Task { try await serve(under: lease) }
            desk.begin(work, under: lease)
            let result = await withTaskCancellationHandler {
                await work.result
            } onCancel: {
                work.cancel()
            }
            do {
                try result.get()
                break
            } catch is CancellationError where Task.isShuttingDownGracefully {
                logger.notice("stopped during an outage; what is not acknowledged will be delivered again")
                break
            } catch is CancellationError where lease.hasEnded {
                await discard()
            }
        }
        await consumer.cancelAndClose()
        await announcer.publisher.close()
        await committer.store.close()
    }

    /// The lease to work under; nil once the lane is to end.
    private func nextLease() async throws -> Lease? {
        while true {
            if let lease = desk.takeLease() { return lease }
            // Without partitions nothing arrives: this waits until the desk calls.
            if try await receive() == nil { return nil }
        }
    }

    /// Serves the partitions that the desk says, until the lane is to end or has lost its lease.
    private func serve(under lease: Lease) async throws {
        await committer.store.begin(under: lease)
        // Before there is anything to publish: a first announcement that meets the service's stop would be left to another instance.
        try? await announcer.publisher.connect()
        committer.health.report(.ok)
        announcer.health.report(.ok)
        var carriedOut: UInt64 = 0
        var usualPrefetch: UInt16 = 1
        var announcing: Task<Void, any Error>?
        do {
            while true {
                if let order = desk.order(after: carriedOut) {
                    // The window at hand is finished and acknowledged before the channel closes: the next owner gets only what comes after it.
                    try await finish(announcing)
                    announcing = nil
                    usualPrefetch = prefetch(order.partitions.count)
                    await consumer.consume(
                        from: order.partitions.map { LedgerTopology.partition($0) }, prefetch: usualPrefetch)
                    carriedOut = order.number
                    desk.finish(order)
                }
                guard let batch = try await receive() else { break }
                if batch.deliveries.isEmpty { continue }
                pulse.beat()
                try await serve(batch, &announcing, under: lease, usualPrefetch)
                pulse.rest()
            }
            // The window at hand is finished and acknowledged before the channel closes, or its commands would be delivered again.
            try await finish(announcing)
            if lease.hasEnded { throw CancellationError() }
        } catch {
            if lease.hasEnded || Task.isCancelled { announcing?.cancel() }
            _ = await announcing?.result
            throw error
        }
    }

    /// Forgets what was under way when the lease was lost: whoever has the partitions now is given it too, and what was committed is in the
    /// outbox.
    private func discard() async {
        await consumer.consume(from: [], prefetch: prefetch(0))
        await committer.store.begin(under: nil)
        pulse.rest()
        desk.rest()
    }

    private func serve(
        _ batch: DeliveryBatch, _ announcing: inout Task<Void, any Error>?, under lease: Lease,
        _ usualPrefetch: UInt16
    ) async throws {
        let received = batch.deliveries.map { Received($0, limits: settings.limits) }
        let isSuspicious = batch.deliveries.contains {
            $0.deliveryCount >= LedgerTopology.suspiciousDeliveryCount
        }
        if await adjustPrefetch(isSuspicious ? 1 : usualPrefetch) { return }
        for group in received.grouped(upTo: isSuspicious ? 1 : settings.batchSize) {
            var announcement = try await committer.commit(group)
            announcement.epoch = batch.epoch
            // The one before must be out first; there is never more than one under way.
            try await finish(announcing)
            pulse.beat()
            announcing = Task { [announcement] in try await announce(announcement, under: lease) }
            if isSuspicious { try await finish(announcing) }
        }
    }

    /// The next deliveries, none when the desk calls; nil once the lane is to end or is dismissed.
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

    /// Waits for an announcement; it is cancelled with the lane's work.
    private func finish(_ announcing: Task<Void, any Error>?) async throws {
        try await withTaskCancellationHandler {
            try await announcing?.value
        } onCancel: {
            announcing?.cancel()
        }
    }

    private func announce(_ announcement: Announcement, under lease: Lease) async throws {
        try await announcer.announce(announcement, under: lease)
        announcer.metrics.eventsPublished.increment(by: announcement.eventCount)
        announcer.metrics.deadLettered.increment(by: announcement.deadLetters.count)
        logger.tellGivenUp(announcement.deadLetters)
        await published.add(announcement.outboxRows)
        await consumer.acknowledge(through: announcement.lastTag, epoch: announcement.epoch)
    }

    /// A message that was delivered again and again may be what kills its consumers: it is then taken alone, so that no innocent
    /// neighbour comes closer to the delivery limit with it.
    ///
    /// - Returns: whether the channel was opened again, so that the deliveries at hand will come once more.
    private func adjustPrefetch(_ wanted: UInt16) async -> Bool {
        guard await consumer.prefetch != wanted else { return false }
        let isSuspicious = wanted == 1
        if isSuspicious {
            logger.warning("a message has been delivered many times; messages are taken one by one until it is past")
        }
        await consumer.setPrefetch(wanted)
        return isSuspicious
    }

    /// Twice a batch, shared by the lane's queues, so that the next batch is there when one is done.
    private func prefetch(_ queues: Int) -> UInt16 {
        UInt16(clamping: max(1, 2 * settings.batchSize / max(1, queues)))
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
