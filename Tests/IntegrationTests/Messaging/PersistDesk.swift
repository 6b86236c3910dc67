import Contracts
import Crypto
import RabbitMQ
import TestWorld

/// messaging-service as far as the store sees it: publishes batches, hears what was committed.
actor PersistDesk {
    private let world: World
    private let publisher: BrokerPublisher
    private let consumer: BrokerConsumer
    private var reader: Task<Void, Never>?
    /// What was announced, in the order of arrival, repetitions too.
    private(set) var records: [LogRecord] = []
    private(set) var markers: [Marker] = []
    /// The farthest head that was told.
    private(set) var head = Position.start
    private(set) var unreadable = 0

    /// Hears what is committed after this has returned.
    init(_ world: World) async throws {
        self.world = world
        publisher = BrokerPublisher(
            configuration: world.broker.named("test persist"), limits: .init(confirmTimeout: .seconds(30)),
            logger: world.logger)
        let own = "messaging.node.test-" + String(UInt64.random(in: 0 ..< .max), radix: 36)
        consumer = BrokerConsumer(
            configuration: world.broker.named("test committed"), queues: [own], prefetch: 100,
            topology: Topology(
                exchanges: [.init(MessagingTopology.committed, type: "fanout")],
                queues: [.init(own, arguments: ["x-queue-type": "classic"])],
                bindings: [.init(exchange: MessagingTopology.committed, to: .queue(own), routingKey: "")]),
            logger: world.logger)
        try await consumer.connect()
        reader = Task { await read() }
        await world.atTheEnd { [self] in await close() }
    }

    /// Publishes records as batches of so many, confirmed by the broker.
    func send(_ records: [PersistRecord], batchSize: Int = 100) async throws {
        let messages = stride(from: 0, to: records.count, by: batchSize).map { start in
            let part = Array(records[start..<min(start + batchSize, records.count)])
            return Self.message(PersistBatch(instance: "test", records: part).body())
        }
        try await send(messages)
    }

    func send(_ messages: [OutgoingMessage]) async throws {
        guard try await publisher.publish(messages).allSatisfy(\.isConfirmed) else {
            throw WorldError("a batch was not confirmed")
        }
    }

    /// Waits until so many different positions have been announced or the head says that they are there.
    func waitForHead(_ position: Int64, within limit: Duration = .seconds(30)) async throws {
        try await eventually("the head is \(head) and not \(position)", within: limit) {
            head >= Position(position)
        }
    }

    func waitForRecords(_ count: Int, within limit: Duration = .seconds(30)) async throws {
        try await eventually("\(records.count) of \(count) records", within: limit) {
            records.count >= count
        }
    }

    func waitForMarkers(_ count: Int) async throws {
        try await eventually("\(markers.count) of \(count) markers") {
            markers.count >= count
        }
    }

    func close() async {
        reader?.cancel()
        await consumer.cancelAndClose()
        await publisher.close()
        await reader?.value
    }

    /// A message of `messaging.persist`.
    static func message(_ body: [UInt8]) -> OutgoingMessage {
        OutgoingMessage(
            exchange: "", routingKey: MessagingTopology.persist,
            properties: MessageProperties(
                contentType: "application/json", messageID: Request.newID(), type: PersistBatch.type), body: body)
    }

    private func read() async {
        while let batch = await consumer.nextUntilCancelled(maximumCount: 100, maximumBytes: 32 << 20) {
            for delivery in batch.deliveries {
                guard let committed = try? CommittedBatch(body: delivery.body) else {
                    unreadable += 1
                    continue
                }
                records += committed.records
                markers += committed.markers
                head = max(head, committed.head)
            }
            _ = await consumer.acknowledge(through: batch.lastTag, epoch: batch.epoch)
        }
    }
}

/// A message of a sender to a stream.
func message(
    _ senderID: String, from sender: String, to stream: MessageStream, _ body: String = "hello", pair: [String] = [],
    kind: Message.Kind = .chat, sentAt: Int64 = 1_800_000_000_000_000, expiresAt: Int64? = nil
) throws -> Message {
    let from = try party(sender)
    return Message(
        id: MessageID(digest: SHA256.hash(data: MessageID.preimage(sender: from, senderID: senderID))),
        senderID: senderID, sender: from, stream: stream, pair: try pair.map { try party($0) }, kind: kind,
        priority: .normal, body: body, metadata: [MetadataPair(key: "booking", value: "BK-1")],
        sentAt: Timestamp(microseconds: sentAt), expiresAt: expiresAt.map { Timestamp(microseconds: $0) })
}

/// The conversation of two people.
func direct(_ one: String, _ other: String) throws -> ConversationID {
    ConversationID(
        directDigest: SHA256.hash(data: ConversationID.preimage(try party(one), try party(other))))
}
