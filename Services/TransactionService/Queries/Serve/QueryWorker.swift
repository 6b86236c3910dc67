import Contracts
import Logging
import Metrics
import RabbitMQ
import ServiceKit
import ServiceLifecycle

/// Answers queries one after another: a consumer, a publisher and a database connection of its own, none of them shared with a lane.
struct QueryWorker: Service, CustomStringConvertible {
    let name: String
    /// Which types of query it answers.
    let find: @Sendable (String) -> (any Query.Type)?
    let consumer: BrokerConsumer
    let publisher: BrokerPublisher
    let store: QueryStore
    let health: HealthPart
    let pulse: Heartbeat
    let metrics: QueryMetrics
    let logger: Logger

    /// How many queries may be here: few, because what is here does not expire at the broker, and another worker may be free.
    static let prefetch: UInt16 = 8

    var description: String { name }

    func run() async throws {
        await withGracefulShutdownHandler {
            await work()
        } onGracefulShutdown: {
            Task { await publisher.stopReconnecting() }
        }
    }

    private func work() async {
        while let batch = await receive() {
            pulse.beat()
            await serve(batch, arrivedAt: .now)
            pulse.rest()
        }
        await consumer.cancelAndClose()
        await publisher.close()
        await store.close()
    }

    /// The next queries; nil once the worker is to end.
    private func receive() async -> DeliveryBatch? {
        while true {
            do {
                return try await cancelWhenGracefulShutdown {
                    try await consumer.next(
                        maximumCount: Int(Self.prefetch), maximumBytes: QueryEnvelope.maximumBytes * Int(Self.prefetch))
                }
            } catch {
                let failure = error as? BrokerError
                if failure?.code == .cancelled || failure?.code == .closed || Task.isCancelled { return nil }
                // The queue has other arguments, for example: an operator repairs that, and the consumer asks again and again.
                health.report(.failing("queries cannot be consumed: \(error)"))
                logger.warning("queries cannot be consumed", metadata: ["error": "\(error)"])
            }
        }
    }

    private func serve(_ batch: DeliveryBatch, arrivedAt arrival: ContinuousClock.Instant) async {
        // While one answer is on its way to the broker the next query is read already.
        await withDiscardingTaskGroup { sending in
            for delivery in batch.deliveries {
                let query = IncomingQuery(delivery, arrivedAt: arrival, among: find)
                let reply = await answer(query, arrivedAt: arrival)
                pulse.beat()
                sending.addTask { await settle(query, reply, epoch: batch.epoch) }
            }
        }
    }

    /// The answer; nil where nobody is to be answered.
    private func answer(_ query: IncomingQuery, arrivedAt arrival: ContinuousClock.Instant) async -> OutgoingMessage? {
        guard let address = query.replyTo else {
            metrics.dropped(.noReplyTo)
            return nil
        }
        guard !query.isExpired else {
            metrics.dropped(.expired)
            return nil
        }
        let body = await body(of: query)
        metrics.time.record(duration: ContinuousClock.now - arrival)
        guard !query.isExpired else {
            metrics.dropped(.expired)
            return nil
        }
        return query.reply(body, to: address)
    }

    private func body(of query: IncomingQuery) async -> [UInt8] {
        switch query.envelope {
        case .failure(let error):
            metrics.rejected.increment()
            return query.rejection(error)
        case .success(let envelope):
            switch await store.answer(envelope) {
            case .answered(let body):
                health.report(.ok)
                metrics.answered.increment()
                return body
            case .rejected(let body):
                health.report(.ok)
                metrics.rejected.increment()
                return body
            case .unavailable(let body):
                if health.report(.failing("the database does not answer")) {
                    logger.warning("queries are answered unavailable: the database does not answer")
                }
                metrics.unavailable.increment()
                return body
            }
        }
    }

    /// Publishes the answer, and acknowledges the query when the broker has it: a worker that is killed before is no loss, the query comes again.
    private func settle(_ query: IncomingQuery, _ reply: OutgoingMessage?, epoch: UInt64) async {
        if let reply {
            let outcomes = try? await publisher.publish([reply])
            // Whoever misses the answer asks again; it is not worth more than one attempt.
            if outcomes?.first?.isConfirmed != true { metrics.dropped(.refused) }
        }
        await consumer.acknowledge([query.tag], epoch: epoch)
    }
}
