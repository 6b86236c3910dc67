import Contracts
import Logging
import RabbitMQ

/// Follows the ledger's events: at least once, in order per account, and each handled once as far as is remembered.
///
/// An event is acknowledged after the handler has returned. What was not acknowledged when the process or a connection ended comes again.
/// The queue is durable and stays when the subscription ends; a second subscriber to it stands by until the first is gone.
public actor LedgerSubscription {
    private let plan: SubscriptionPlan
    private let consumer: BrokerConsumer
    private let logger: Logger
    private let clock = ContinuousClock()
    private var gate: OrderGate<UInt64>
    private var epoch: UInt64?
    /// How many events of each delivery are still to be handled; the last one acknowledges it.
    private var unhandled: [UInt64: Int] = [:]
    /// How many events the handler has taken.
    public private(set) var handled = 0
    /// How many came again and were passed over.
    public private(set) var duplicates = 0

    // From RabbitMQ 4 on the default is 20, after which an event would be dropped.
    private static let deliveries: Int64 = 1_000_000_000

    init(_ plan: SubscriptionPlan, _ configuration: BrokerConfiguration, _ logger: Logger) {
        self.plan = plan
        self.logger = logger
        gate = OrderGate(
            patience: plan.patience, capacity: plan.capacity, memory: EventMemory(bound: plan.memory))
        var arguments: MessageHeaders = ["x-single-active-consumer": true]
        arguments["x-queue-type"] = plan.isQuorum ? "quorum" : "classic"
        if plan.isQuorum { arguments["x-delivery-limit"] = .integer(Self.deliveries) }
        consumer = BrokerConsumer(
            configuration: configuration.named("\(configuration.connectionName) events"), queues: [plan.queue],
            prefetch: plan.prefetch,
            topology: Topology(
                queues: [.init(plan.queue, arguments: arguments)], bindings: plan.bindings), logger: logger)
    }

    /// Declares the queue and its bindings: whatever is announced from now on will be handled.
    public func open() async throws(LedgerFailure) {
        do throws(BrokerError) { try await consumer.connect() } catch { throw .notSent(error) }
    }

    /// Calls the handler with one event after another until the task is cancelled, and then returns.
    ///
    /// - Throws: ``LedgerFailure`` when the handler keeps failing, or the broker refuses what trying again would not change.
    public func run(_ handler: @Sendable (LedgerEvent) async throws -> Void) async throws(LedgerFailure) {
        do throws(LedgerFailure) {
            while !Task.isCancelled {
                if let batch = try await next() { try take(batch) }
                while !Task.isCancelled, let turn = gate.next(at: clock.now) { try await carryOut(turn, handler) }
            }
        } catch {
            await consumer.cancelAndClose()
            throw error
        }
        await consumer.cancelAndClose()
    }

    private func take(_ batch: DeliveryBatch) throws(LedgerFailure) {
        if batch.epoch != epoch {
            // What is held has lost its connection and comes again.
            gate.forget()
            unhandled.removeAll()
            epoch = batch.epoch
        }
        for delivery in batch.deliveries {
            guard let events = LedgerEvent.events(of: delivery), !events.isEmpty else {
                throw .unreadable("a message in \(plan.queue) is no event of the ledger")
            }
            unhandled[delivery.tag] = events.count
            for event in events { gate.add(event, delivery.tag, at: clock.now) }
        }
    }

    private func carryOut(
        _ turn: OrderGate<UInt64>.Turn, _ handler: @Sendable (LedgerEvent) async throws -> Void
    ) async throws(LedgerFailure) {
        switch turn {
        case .duplicate(_, let tag):
            duplicates += 1
            await acknowledge(tag)
        case .handle(let event, let tag):
            guard try await handle(event, handler) else { return }
            handled += 1
            gate.record(event)
            await acknowledge(tag)
        }
    }

    /// - Returns: false where the task was cancelled in between.
    private func handle(
        _ event: LedgerEvent, _ handler: @Sendable (LedgerEvent) async throws -> Void
    ) async throws(LedgerFailure) -> Bool {
        var attempt = 1
        while true {
            do {
                try await handler(event)
                return true
            } catch {
                if Task.isCancelled { return false }
                logger.warning(
                    "The handler failed",
                    metadata: ["event": "\(event.id)", "attempt": "\(attempt)", "error": "\(error)"])
                guard attempt < plan.attempts else {
                    throw .handlerFailed(eventID: event.id, reason: "\(error)")
                }
                do { try await Task.sleep(for: .milliseconds(100 << min(attempt, 6))) } catch { return false }
                attempt += 1
            }
        }
    }

    private func acknowledge(_ tag: UInt64) async {
        guard let epoch, let rest = unhandled[tag] else { return }
        unhandled[tag] = rest > 1 ? rest - 1 : nil
        guard rest == 1 else { return }
        await consumer.acknowledge([tag], epoch: epoch)
    }

    /// What has come; nil where patience with a held event ends first, or the task is cancelled.
    private func next() async throws(LedgerFailure) -> DeliveryBatch? {
        do {
            guard let end = gate.end else { return try await received() }
            return try await withThrowingTaskGroup(of: DeliveryBatch?.self) { group in
                group.addTask { try await self.received() }
                group.addTask {
                    try await Task.sleep(until: end)
                    return nil
                }
                let first = try await group.next() ?? nil
                group.cancelAll()
                // A batch that came at the very moment must not be lost.
                while let more = try? await group.next() { if let more { return more } }
                return first
            }
        } catch let error as BrokerError where error.code != .cancelled {
            throw .notSent(error)
        } catch {
            return nil
        }
    }

    private nonisolated func received() async throws -> DeliveryBatch? {
        try await consumer.next(maximumCount: Int(plan.prefetch), maximumBytes: 16 << 20)
    }
}
