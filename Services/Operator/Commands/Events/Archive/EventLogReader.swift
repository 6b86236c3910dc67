import Contracts
import RabbitMQ

/// Reads one of the two streams from a place on.
struct EventLogReader: Sendable {
    /// Where to begin.
    enum Start {
        case first
        case offset(Int64)
        /// The last chunk that the broker has stored together.
        case lastChunk
    }

    private let consumer: BrokerConsumer

    /// - Parameter form: of which stream; `both` reads the single events.
    init(_ configuration: BrokerConfiguration, form: EventForm, from start: Start) {
        let offset: HeaderValue =
            switch start {
            case .first: "first"
            case .offset(let offset): .integer(offset)
            case .lastChunk: "last"
            }
        var configuration = configuration
        configuration.maximumBodyBytes = 128 << 20
        consumer = BrokerConsumer(
            configuration: configuration,
            queues: [form.stream],
            prefetch: form.hasSingles ? 2_000 : 20, arguments: ["x-stream-offset": offset], logger: Settings.logger)
    }

    func connect() async throws { try await consumer.connect() }

    /// What has come; nil where nothing comes in time.
    func next(within limit: Duration) async throws -> DeliveryBatch? {
        try await withThrowingTaskGroup(of: DeliveryBatch?.self) { group in
            group.addTask { try await consumer.next(maximumCount: 2_000, maximumBytes: 8 << 20) }
            group.addTask {
                try await Task.sleep(for: limit)
                return nil
            }
            let first = try await group.next() ?? nil
            group.cancelAll()
            if let first { return first }
            // What arrived together with the end of the time has been taken from the consumer: it must not be lost.
            do {
                return try await group.next() ?? nil
            } catch let error as BrokerError where error.code == .cancelled && !Task.isCancelled {
                return nil
            }
        }
    }

    /// Lets the broker send more.
    func acknowledge(_ batch: DeliveryBatch) async {
        await consumer.acknowledge(through: batch.lastTag, epoch: batch.epoch)
    }

    func close() async { await consumer.cancelAndClose() }
}

extension Delivery {
    /// Its place in the stream.
    var streamOffset: Int64? { properties.headers["x-stream-offset"]?.integer }
}
