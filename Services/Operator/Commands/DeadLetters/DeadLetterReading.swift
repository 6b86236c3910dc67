import Contracts
import RabbitMQ

/// A look at the queue of dead letters that takes nothing away.
///
/// One consumer takes every letter at once and acknowledges none but those that are done with; when it closes, or is killed, RabbitMQ puts
/// the others back. A quorum queue keeps what comes back in a list of its own, first in, first out: a reader with a smaller prefetch would
/// put the letters that it has seen behind those that it has not. So the prefetch is the largest that there is, and what lies beyond that
/// is not read.
struct DeadLetterReading {
    /// The most letters in one look: AMQP's largest prefetch.
    static let most = 65_535
    /// How much of bodies may be here at once.
    static let mostBytes = 256 << 20
    private static let patience = Duration.seconds(10)

    private let consumer: BrokerConsumer
    private let epoch: UInt64
    /// How many letters there were at the beginning.
    let waiting: Int
    /// The number of the first letter that may still be unacknowledged.
    private var first: UInt64 = 1

    /// Begins to read.
    ///
    /// - Parameter bodyBytes: so much of each body; more is cut.
    /// - Throws: ``OperatorFailure`` where somebody else reads the queue, for each would see a part only, and the order would change.
    init(_ configuration: BrokerConfiguration, bodyBytes: Int) async throws {
        waiting = try await Self.awaitTurn(configuration)
        var own = configuration
        own.maximumBodyBytes = bodyBytes
        consumer = BrokerConsumer(
            configuration: own, queues: [LedgerTopology.deadLetters], prefetch: UInt16(Self.most),
            logger: Settings.logger)
        try await consumer.connect()
        epoch = await consumer.epoch
    }

    /// How many letters one look can see.
    var visible: Int { min(waiting, Self.most) }

    /// Gives every letter once, in the order of the queue, with the number to acknowledge it by.
    func forEach(_ title: String, _ body: (DeadLetter, UInt64) throws -> Void) async throws {
        var seen = 0
        var progress = Progress(title, total: visible)
        while seen < visible {
            guard let batch = try await next() else {
                throw OperatorFailure(
                    .unavailable, "only \(seen) of \(visible) dead letters came within \(Self.patience)",
                    advice: "Does another program read \(LedgerTopology.deadLetters)? Nothing was changed; try again.")
            }
            guard batch.epoch == epoch else { throw Self.lost }
            for delivery in batch.deliveries where seen < visible {
                try body(DeadLetter(delivery), delivery.tag)
                seen += 1
            }
            progress.show(seen)
        }
        progress.end("\(Terminal.grouped(seen)) of \(Terminal.grouped(waiting))")
    }

    /// Takes letters away, given by ascending numbers; see ``settle(_:_:)``.
    ///
    /// All from the beginning go in one frame: a quorum queue takes few acknowledgements at once, and the channel keeps the others back.
    mutating func acknowledge(_ tags: [UInt64]) async throws {
        var rest = tags[...]
        while rest.first == first {
            first += 1
            rest.removeFirst()
        }
        if rest.count < tags.count {
            guard await consumer.acknowledge(through: first - 1, epoch: epoch) else { throw Self.lost }
        }
        if !rest.isEmpty {
            guard await consumer.acknowledge(Array(rest), epoch: epoch) else { throw Self.lost }
        }
    }

    /// Ends the look; the letters that were not acknowledged are in the queue again, in order.
    func close() async { await consumer.cancelAndClose() }

    private static let lost = OperatorFailure(
        .unavailable, "the connection was lost; letters that were not acknowledged are in the queue again",
        advice: "List them, and run it again.")

    private func next() async throws -> DeliveryBatch? {
        try await withThrowingTaskGroup(of: DeliveryBatch?.self) { group in
            group.addTask { try await consumer.next(maximumCount: 10_000, maximumBytes: 64 << 20) }
            group.addTask {
                try await Task.sleep(for: Self.patience)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }

    /// Waits a little for an earlier reader to be gone: RabbitMQ notices its end a moment later, and only then are its letters back.
    private static func awaitTurn(_ configuration: BrokerConfiguration) async throws -> Int {
        let administration = BrokerAdministration(configuration: configuration)
        let deadline = ContinuousClock.now + .seconds(5)
        do {
            while true {
                let status = try await administration.status(ofQueue: LedgerTopology.deadLetters)
                if status.consumers == 0 {
                    await administration.close()
                    return status.messages
                }
                guard ContinuousClock.now < deadline else {
                    throw OperatorFailure(
                        .unavailable, "another program reads \(LedgerTopology.deadLetters)",
                        advice: "Wait until it is done, or end it: each of two readers would see a part only.")
                }
                try await Task.sleep(for: .milliseconds(100))
            }
        } catch {
            await administration.close()
            throw error
        }
    }
}

/// A look at the dead letters for the time of one command.
func withDeadLetters<Result>(
    _ configuration: BrokerConfiguration, bodyBytes: Int = 0,
    _ body: (inout DeadLetterReading) async throws -> Result
) async throws -> Result {
    var reading = try await DeadLetterReading(configuration, bodyBytes: bodyBytes)
    do {
        let result = try await body(&reading)
        await reading.close()
        return result
    } catch {
        await reading.close()
        throw error
    }
}
