import Foundation
import RabbitMQ

/// Writes down every message that is published in a world's virtual host, for the check against the contract that follows the tests.
///
/// RabbitMQ itself copies them ("firehose"), so that nothing is bound to the service's exchanges for it: a further binding would be a further
/// partition. What is written is bounded; what is left out is counted, by kind. A test of hundreds of thousands of messages is not made slower
/// to its end: after ``most`` copies the tap closes, and its file says so.
actor MessageTap {
    /// Where the files go; nil where nobody wants them.
    static var folder: String? { ProcessInfo.processInfo.environment["KAURI_TAP"].flatMap { $0.isEmpty ? nil : $0 } }

    private static let most = 40_000

    private let queue = "test.tap"
    private let stack: Stack
    private let world: String
    private let consumer: BrokerConsumer
    private let publisher: BrokerPublisher
    private let file: FileHandle
    private var record: TapRecord
    private var reader: Task<Void, Never>?

    /// Begins; what is published after this has returned is written down.
    init(_ world: World, folder: String) async throws {
        let url = URL(filePath: folder).appending(path: "\(world.name).jsonl")
        guard FileManager.default.createFile(atPath: url.path, contents: nil) else {
            throw WorldError("cannot write \(url.path)")
        }
        file = try FileHandle(forWritingTo: url)
        record = TapRecord(world: world.name)
        stack = world.stack
        self.world = world.name
        consumer = BrokerConsumer(
            configuration: world.broker.named("test tap"), queues: [queue], prefetch: 10_000,
            topology: Topology(
                queues: [.init(queue, arguments: ["x-queue-type": "classic"])],
                bindings: [.init(exchange: "amq.rabbitmq.trace", to: .queue(queue), routingKey: "publish.#")]),
            logger: world.logger)
        publisher = BrokerPublisher(configuration: world.broker.named("test tap end"), logger: world.logger)
        try await consumer.connect()
        try await world.stack.run("rabbitmqctl", "-q", "trace_on", "-p", world.name)
        reader = Task { await read() }
    }

    /// Writes down what is still on its way, and then how much was left out.
    func end() async throws {
        // A tap that has closed already reads no more, and this waits in its queue until the virtual host is gone.
        // What was published before comes before this in the queue. It came without the firehose, which tells it apart.
        _ = try await publisher.publish([
            OutgoingMessage(exchange: "", routingKey: queue, properties: .init(messageID: "end"), body: [])
        ])
        await publisher.close()
        await reader?.value
        try file.write(contentsOf: record.summary)
        try file.close()
    }

    private func read() async {
        var copies = 0
        while let batch = try? await consumer.next(maximumCount: 10_000, maximumBytes: 64 << 20) {
            var lines: [UInt8] = []
            for delivery in batch.deliveries where delivery.exchange == "amq.rabbitmq.trace" {
                if let line = record.line(delivery) { lines += line }
            }
            // A full disk shows as messages that are missing.
            try? file.write(contentsOf: lines)
            await consumer.acknowledge(through: batch.lastTag, epoch: batch.epoch)
            if batch.deliveries.contains(where: { $0.exchange.isEmpty }) { break }
            copies += batch.deliveries.count
            if copies >= Self.most {
                record.isCutShort = true
                _ = try? await stack.run("rabbitmqctl", "-q", "trace_off", "-p", world)
                break
            }
        }
        await consumer.cancelAndClose()
    }
}
