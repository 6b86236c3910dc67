import Logging

/// Sends requests through the broker and awaits their replies.
///
/// Replies come to a queue of its own, `reply.` and a random name, that goes away with the connection. A reply that is
/// lost on the way is a timeout: repeat the call with the same message id, and let the service recognise it.
public actor BrokerCaller {
    /// Where replies go; also usable as `replyTo` of messages that are sent by other means.
    public nonisolated let replyQueue: String
    private let publisher: BrokerPublisher
    private let consumer: BrokerConsumer
    private let maximumPending: Int
    private var receiver: Task<Void, Never>?
    private var pending: [String: (call: UInt64, index: Int)] = [:]
    private var calls: [UInt64: Call] = [:]
    private var nextCall: UInt64 = 0
    private var isClosed = false

    private struct Call {
        var results: [Result<Delivery, BrokerError>?]
        var correlationIDs: [String]
        var missing: Int
        var continuation: CheckedContinuation<Void, Never>?
    }

    /// A caller that is not yet connected.
    ///
    /// - Parameter maximumPending: how many requests may wait for replies; one more throws ``BrokerError/Code/overloaded``.
    public init(configuration: BrokerConfiguration, maximumPending: Int = 10_000, logger: Logger) {
        replyQueue = "reply." + String(UInt64.random(in: .min ... .max), radix: 36)
        self.maximumPending = maximumPending
        publisher = BrokerPublisher(configuration: configuration, logger: logger)
        // Bounded and with a limit on age: a caller that has stopped reading must not fill the broker.
        let queue = Topology.Queue(
            replyQueue, isDurable: false, isExclusive: true, isAutoDelete: true,
            arguments: ["x-max-length": .integer(Int64(max(maximumPending, 1) * 2)), "x-message-ttl": 600_000])
        consumer = BrokerConsumer(
            configuration: configuration, queues: [replyQueue], prefetch: 1_000, topology: Topology(queues: [queue]),
            logger: logger)
    }

    deinit { receiver?.cancel() }

    /// Sends one request and awaits its reply.
    ///
    /// - Parameter timeout: for the confirm and the reply together, without connecting; at most the publisher's ten seconds longer.
    /// - Throws: ``BrokerError/Code/timeout``; ``BrokerError/Code/notFound`` when no queue took the request; and whatever
    ///   publishing throws.
    public func call(_ message: OutgoingMessage, timeout: Duration) async throws(BrokerError) -> Delivery {
        let results = try await call([message], timeout: timeout)
        return try results[0].get()
    }

    /// Sends many requests at once and awaits all their replies.
    ///
    /// `replyTo` is set here, and `correlationID` where it is missing.
    ///
    /// - Returns: a reply or an error for each, in order.
    /// - Throws: what concerns all of them: no connection, too many pending, cancelled.
    public func call(
        _ messages: [OutgoingMessage], timeout: Duration
    ) async throws(BrokerError) -> [Result<Delivery, BrokerError>] {
        guard !messages.isEmpty else { return [] }
        guard pending.count + messages.count <= maximumPending else {
            throw BrokerError(.overloaded, "\(pending.count) requests are waiting for replies already")
        }
        try await start()
        let deadline = ContinuousClock.now + timeout
        let (number, addressed) = try register(messages)
        defer { forget(number) }
        let outcomes = try await publisher.publish(addressed)
        for (index, outcome) in outcomes.enumerated() { note(outcome, of: index, in: number) }
        await waitForReplies(to: number, until: deadline)
        if Task.isCancelled { throw BrokerError(.cancelled, "the calling task was cancelled") }
        let results = calls[number]?.results ?? []
        return results.map { $0 ?? .failure(BrokerError(.timeout, "no reply within \(timeout)")) }
    }

    /// Ends both connections. Calls in flight get a timeout at once.
    public func close() async {
        isClosed = true
        receiver?.cancel()
        for number in calls.keys { resume(number) }
        await consumer.cancelAndClose()
        await publisher.close(within: .zero)
    }

    /// The reply queue must be there before the first request leaves.
    private func start() async throws(BrokerError) {
        guard !isClosed else { throw BrokerError(.closed, "the caller has been closed") }
        if !consumer.isConnected { try await consumer.connect() }
        guard receiver == nil else { return }
        receiver = Task { [weak self, consumer] in
            while !Task.isCancelled {
                do throws(BrokerError) {
                    let batch = try await consumer.next(maximumCount: 1_000, maximumBytes: 8 << 20)
                    guard let self else { return }
                    await self.receive(batch)
                    await consumer.acknowledge(through: batch.lastTag, epoch: batch.epoch)
                } catch {
                    guard error.code != .cancelled, error.code != .closed else { return }
                }
            }
        }
    }

    private func register(_ messages: [OutgoingMessage]) throws(BrokerError) -> (UInt64, [OutgoingMessage]) {
        nextCall += 1
        let number = nextCall
        var addressed = messages
        var identifiers: [String] = []
        for index in addressed.indices {
            let identifier = addressed[index].properties.correlationID ?? "\(number).\(index)"
            addressed[index].properties.correlationID = identifier
            addressed[index].properties.replyTo = replyQueue
            guard pending[identifier] == nil else {
                for identifier in identifiers { pending[identifier] = nil }
                throw BrokerError(.unsupportedMessage, "correlation id '\(identifier)' is in use")
            }
            pending[identifier] = (number, index)
            identifiers.append(identifier)
        }
        calls[number] = Call(
            results: Array(repeating: nil, count: messages.count), correlationIDs: identifiers, missing: messages.count)
        return (number, addressed)
    }

    private func note(_ outcome: PublishOutcome, of index: Int, in number: UInt64) {
        switch outcome {
        case .confirmed: break
        case .returned(let code, let text):
            settle(
                number, index, .failure(BrokerError(.notFound, "no queue took the request: \(text)", replyCode: code)))
        case .nacked: settle(number, index, .failure(BrokerError(.overloaded, "a queue refused the request")))
        }
    }

    private func receive(_ batch: DeliveryBatch) {
        for delivery in batch.deliveries {
            guard let identifier = delivery.properties.correlationID, let place = pending[identifier] else { continue }
            settle(place.call, place.index, .success(delivery))
        }
    }

    private func settle(_ number: UInt64, _ index: Int, _ result: Result<Delivery, BrokerError>) {
        guard var call = calls.removeValue(forKey: number) else { return }
        if call.results[index] == nil {
            call.results[index] = result
            call.missing -= 1
        }
        let isComplete = call.missing == 0
        calls[number] = call
        if isComplete { resume(number) }
    }

    private func waitForReplies(to number: UInt64, until deadline: ContinuousClock.Instant) async {
        guard let call = calls[number], call.missing > 0, !isClosed else { return }
        let alarm = Task { [weak self] in
            try? await Task.sleep(until: deadline)
            await self?.resume(number)
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { calls[number]?.continuation = $0 }
        } onCancel: {
            // The alarm rings at once, and with that the wait ends.
            alarm.cancel()
        }
        alarm.cancel()
    }

    private func resume(_ number: UInt64) {
        calls[number]?.continuation?.resume()
        calls[number]?.continuation = nil
    }

    private func forget(_ number: UInt64) {
        guard let call = calls.removeValue(forKey: number) else { return }
        for identifier in call.correlationIDs { pending[identifier] = nil }
    }
}
