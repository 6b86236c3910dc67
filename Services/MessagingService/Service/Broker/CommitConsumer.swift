import Contracts
import Logging
import RabbitMQ
import ServiceKit
import ServiceLifecycle

/// Hears of every commit, and hands it to the router.
struct CommitConsumer: Service, CustomStringConvertible {
    let consumer: BrokerConsumer
    let keys: MessageKeyRing?
    let health: HealthPart
    let logger: Logger
    let intake: Intake

    /// Announcements that may be here unread.
    static let prefetch: UInt16 = 64

    var description: String { "commits" }

    func run() async throws {
        while let batch = await consumer.nextUntilStopped(64, bytes: 16 << 20, health: health, logger: logger) {
            var read: [CommittedBatch] = []
            for delivery in batch.deliveries {
                guard delivery.properties.type != GossipMessage.type else {
                    if let gossip = GossipMessage(body: delivery.body) { intake.submit(.gossip(gossip)) }
                    continue
                }
                do {
                    var commit = try CommittedBatch(body: delivery.body)
                    if let keys { commit.records = commit.records.map { keys.open($0) } }
                    read.append(commit)
                } catch {
                    // Whatever it told is missed, and asked for.
                    logger.error("an announcement of commits cannot be read", metadata: ["error": "\(error.message)"])
                }
            }
            if !read.isEmpty { intake.submit(.committed(read)) }
            await consumer.acknowledge(through: batch.lastTag, epoch: batch.epoch)
        }
        await consumer.cancelAndClose()
    }
}

extension BrokerConsumer {
    /// Tells whether it is connected: a queue in which nothing arrives is well too.
    nonisolated func watch(_ health: HealthPart, _ logger: Logger) -> Upkeep {
        Upkeep(
            name: "consumer watch", interval: .milliseconds(500), health: nil, logger: logger,
            job: { health.report(self.isConnected ? .ok : .failing("not connected to the broker")) })
    }

    /// The next deliveries; nil once the service stops. What the broker refuses meanwhile is told, and asked for again.
    nonisolated func nextUntilStopped(
        _ count: Int, bytes: Int, health: HealthPart, logger: Logger
    ) async -> DeliveryBatch? {
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            do {
                let batch = try await cancelWhenGracefulShutdown {
                    try await self.next(maximumCount: count, maximumBytes: bytes)
                }
                return batch
            } catch {
                let failure = error as? BrokerError
                if failure?.code == .cancelled || failure?.code == .closed { return nil }
                if health.report(.failing("\(error)")) {
                    logger.warning("nothing can be consumed", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: .milliseconds(200))
            }
        }
        return nil
    }
}
