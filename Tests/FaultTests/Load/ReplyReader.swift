import RabbitMQ
import TestWorld

/// Reads the replies of all publishers from one durable queue, and enters them in the log.
actor ReplyReader {
    /// Where replies go.
    nonisolated let queue: String
    private let consumer: BrokerConsumer
    private let log: CommandLog
    private var reader: Task<Void, Never>?
    /// What could not be read; bounded.
    private(set) var unreadable: [String] = []

    /// - Parameter world: whose virtual host gets the queue: a quorum queue, because a reply is not persistent and
    ///   only such a queue keeps it when the broker is killed before the reply is read.
    init(_ world: World, _ log: CommandLog) async throws {
        queue = "reply.faults." + String(UInt64.random(in: 0 ..< .max), radix: 36)
        self.log = log
        consumer = BrokerConsumer(
            configuration: world.broker.named("fault test replies"), queues: [queue], prefetch: 2_000,
            topology: Topology(queues: [.init(queue, arguments: ["x-queue-type": "quorum"])]), logger: world.logger)
        try await consumer.connect()
        reader = Task { await read() }
    }

    func close() async {
        reader?.cancel()
        await consumer.cancelAndClose()
        await reader?.value
    }

    private func read() async {
        while let batch = await consumer.nextUntilCancelled(maximumCount: 500, maximumBytes: 8 << 20) {
            for delivery in batch.deliveries { await take(delivery) }
            _ = await consumer.acknowledge(through: batch.lastTag, epoch: batch.epoch)
        }
    }

    private func take(_ delivery: Delivery) async {
        do {
            let document = try Document(delivery.body)
            await log.noteReply(
                to: delivery.properties.correlationID ?? "", Answer(document),
                isReplay: document["replayed"]?.asBool == true)
        } catch {
            if unreadable.count < 10 { unreadable.append("\(error)") }
        }
    }
}
