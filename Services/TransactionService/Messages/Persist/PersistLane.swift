import Contracts
import Logging
import Metrics
import RabbitMQ
import ServiceKit
import ServiceLifecycle

/// A message's way into the database: received, stored, announced, acknowledged.
///
/// The queue has one active consumer among all instances, so what one sender says stays in order; the others stand by. The lane takes
/// whatever is waiting and never waits for more. While a group is announced the next one is stored; nothing is acknowledged before it is announced.
struct PersistLane: Service, CustomStringConvertible {
    let consumer: BrokerConsumer
    let announcer: CommitAnnouncer
    let persistence: Persistence
    /// Records that are stored together, at the most, unless one message has more.
    let bound: Int
    let pulse: Heartbeat
    let logger: Logger

    /// How many batches may be here: enough that the next group is there when one is done.
    static let prefetch: UInt16 = 16

    var description: String { "message lane" }

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
        var announcing: Task<Void, any Error>?
        do {
            while let batch = try await receive() {
                pulse.beat()
                try await serve(batch, &announcing)
                pulse.rest()
            }
            try await finish(announcing)
        } catch is CancellationError where Task.isShuttingDownGracefully {
            logger.notice("stopped during an outage; what is not acknowledged will be delivered again")
            announcing?.cancel()
            _ = await announcing?.result
        } catch {
            // The next life of the lane begins with nothing under way.
            announcing?.cancel()
            _ = await announcing?.result
            throw error
        }
        await consumer.cancelAndClose()
        await announcer.publisher.close()
        await persistence.store.close()
    }

    private func serve(_ batch: DeliveryBatch, _ announcing: inout Task<Void, any Error>?) async throws {
        let isSuspicious = batch.deliveries.contains {
            $0.deliveryCount >= LedgerTopology.suspiciousDeliveryCount
        }
        if await adjustPrefetch(isSuspicious ? 1 : Self.prefetch) { return }
        for (group, tag) in groups(batch, isSuspicious) {
            var persisted = Persisted()
            if !group.items.isEmpty { persisted = try await persistence.commit(group.items) }
            let letters = group.deadLetters + persisted.refused.map { $0.item.deadLetter($0.error) }
            // The one before must be out first; there is never more than one under way.
            try await finish(announcing)
            pulse.beat()
            announcing = Task { [tag, persisted] in
                try await announcer.announce(persisted, letters)
                await consumer.acknowledge(through: tag, epoch: batch.epoch)
            }
            if isSuspicious { try await finish(announcing) }
        }
    }

    /// What is stored together, and the last delivery of each group.
    private func groups(_ batch: DeliveryBatch, _ isSuspicious: Bool) -> [(PersistGroup, tag: UInt64)] {
        var groups: [(PersistGroup, tag: UInt64)] = []
        for delivery in batch.deliveries {
            let next = PersistGroup(delivery)
            if !isSuspicious, let last = groups.last, last.0.items.count + next.items.count <= bound {
                groups[groups.count - 1].0.add(next)
                groups[groups.count - 1].tag = delivery.tag
            } else {
                groups.append((next, delivery.tag))
            }
        }
        return groups
    }

    /// The next deliveries; nil once the lane is to end.
    ///
    /// What the broker refuses (a queue with other arguments, for example) is asked for again and again: an operator repairs it.
    private func receive() async throws -> DeliveryBatch? {
        while true {
            do {
                return try await cancelWhenGracefulShutdown {
                    try await consumer.next(
                        maximumCount: Int(Self.prefetch), maximumBytes: 4 * PersistBatch.maximumBytes)
                }
            } catch {
                let failure = error as? BrokerError
                if failure?.code == .cancelled || failure?.code == .closed || Task.isCancelled { return nil }
                logger.warning("messages cannot be consumed", metadata: ["error": "\(error)"])
                // Only the service's stop ends this pause early, and then there is nothing to wait for.
                try? await Outage.pause(.milliseconds(200))
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

    /// A batch that was delivered again and again may be what kills its consumers: it is then taken alone.
    ///
    /// - Returns: whether the channel was opened again, so that the deliveries at hand will come once more.
    private func adjustPrefetch(_ wanted: UInt16) async -> Bool {
        guard await consumer.prefetch != wanted else { return false }
        let isSuspicious = wanted == 1
        if isSuspicious {
            logger.warning("a batch has been delivered many times; batches are taken one by one until it is past")
        }
        await consumer.setPrefetch(wanted)
        return isSuspicious
    }
}
