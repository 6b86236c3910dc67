import Contracts
import Foundation
import RabbitMQ

/// An application that sends commands through the broker and reads the replies, as strangers' applications do.
public actor Client {
    /// Where its replies go.
    public nonisolated let replyQueue: String
    private let world: World
    private let publisher: BrokerPublisher
    private let consumer: BrokerConsumer
    private var reader: Task<Void, Never>?
    private var replies: [String: [Reply]] = [:]
    private var arrived = 0
    private var waiting: [String: [UInt64: CheckedContinuation<Void, Never>]] = [:]
    private var nextWaiter: UInt64 = 0
    private var unreadable: [String] = []

    /// A client that is connected to the world's virtual host, and closed with the world.
    ///
    /// - Parameter keepsReplies: whether its queue survives a broker that is killed.
    public init(_ world: World, keepsReplies: Bool = false) async throws {
        self.world = world
        replyQueue = "reply.test." + String(UInt64.random(in: 0 ..< .max), radix: 36)
        publisher = BrokerPublisher(
            configuration: world.broker.named("test client publisher"), limits: .init(confirmTimeout: .seconds(30)),
            logger: world.logger)
        let type: Topology.Argument = keepsReplies ? "quorum" : "classic"
        consumer = BrokerConsumer(
            configuration: world.broker.named("test client"), queues: [replyQueue], prefetch: 2_000,
            topology: Topology(queues: [.init(replyQueue, arguments: ["x-queue-type": type])]), logger: world.logger)
        try await consumer.connect()
        try await publisher.connect()
        reader = Task { await read() }
        await world.atTheEnd { [self] in await close() }
    }

    /// Sends a command and waits for its reply.
    ///
    /// - Parameters:
    ///   - id: the message id; a new one where nothing is said.
    ///   - key: the ordering key.
    /// - Throws: ``WorldError`` with the end of the services' logs when no reply comes in time.
    @discardableResult
    public func call(
        _ command: any Command, id: String = Request.newID(), key: String = "test",
        common: CommonFields = CommonFields(), within limit: Duration = .seconds(20)
    ) async throws -> Reply {
        try await call(Request(command, id: id, key: key, common: common), within: limit)
    }

    /// Sends a message and waits for its reply.
    ///
    /// Earlier replies under the same correlation id are forgotten first: what is returned answers this message.
    @discardableResult
    public func call(_ request: Request, within limit: Duration = .seconds(20)) async throws -> Reply {
        let message = request.message(replyTo: replyQueue)
        guard let correlationID = message.properties.correlationID else {
            throw WorldError("a call needs a reply")
        }
        replies[correlationID] = nil
        try await send([message])
        return try await reply(to: correlationID, within: limit)
    }

    /// Publishes messages, confirmed by the broker; their replies are collected.
    ///
    /// - Throws: ``WorldError`` when one was not confirmed.
    public func send(_ requests: [Request]) async throws {
        try await send(requests.map { $0.message(replyTo: replyQueue) })
    }

    /// Publishes messages, and says what became of each.
    public func publish(_ requests: [Request]) async throws -> [PublishOutcome] {
        try await publisher.publish(requests.map { $0.message(replyTo: replyQueue) })
    }

    /// The first reply with a correlation id; waits for it.
    public func reply(to correlationID: String, within limit: Duration = .seconds(20)) async throws -> Reply {
        try await replies(to: correlationID, count: 1, within: limit)[0]
    }

    /// At least so many replies with a correlation id; waits for them.
    public func replies(
        to correlationID: String, count: Int, within limit: Duration = .seconds(20)
    ) async throws -> [Reply] {
        let deadline = ContinuousClock.now + limit
        while true {
            let found = replies[correlationID] ?? []
            if found.count >= count { return found }
            guard ContinuousClock.now < deadline else {
                throw WorldError(
                    "\(found.count) of \(count) replies to \(correlationID) after \(limit)\(await state())")
            }
            try Task.checkCancellation()
            await wait(for: correlationID, until: deadline)
        }
    }

    /// All replies that have come so far under a correlation id, repetitions too.
    public func repliesSoFar(to correlationID: String) -> [Reply] { replies[correlationID] ?? [] }

    /// How many replies have come in all.
    public var replyCount: Int { arrived }

    /// Waits until every one of these has a reply.
    ///
    /// - Returns: the first reply to each, in order.
    public func replies(toAll ids: [String], within limit: Duration = .seconds(60)) async throws -> [Reply] {
        let deadline = ContinuousClock.now + limit
        var all: [Reply] = []
        for id in ids { all.append(try await reply(to: id, within: max(deadline - .now, .milliseconds(1)))) }
        return all
    }

    /// Forgets replies, so that a long test does not keep them all.
    public func forget(_ ids: [String]) {
        for id in ids { replies[id] = nil }
    }

    /// Ends its connections.
    public func close() async {
        reader?.cancel()
        await consumer.cancelAndClose()
        await publisher.close(within: .seconds(2))
        await reader?.value
    }

    private func send(_ messages: [OutgoingMessage]) async throws {
        let outcomes = try await publisher.publish(messages)
        guard let wrong = outcomes.first(where: { !$0.isConfirmed }) else { return }
        throw WorldError("the broker did not take a message: \(wrong)\(await state())")
    }

    private func state() async -> String {
        let wrong = unreadable.isEmpty ? "" : "; unreadable replies: \(unreadable)"
        return "\(wrong)\n\(await world.logTails())"
    }

    private func read() async {
        while let batch = await consumer.nextUntilCancelled(maximumCount: 2_000, maximumBytes: 32 << 20) {
            for delivery in batch.deliveries { take(delivery) }
            _ = await consumer.acknowledge(through: batch.lastTag, epoch: batch.epoch)
        }
    }

    private func take(_ delivery: Delivery) {
        arrived += 1
        let id = delivery.properties.correlationID ?? ""
        do {
            replies[id, default: []].append(try Reply(delivery))
        } catch {
            if unreadable.count < 10 { unreadable.append("\(error)") }
        }
        for (_, continuation) in waiting.removeValue(forKey: id) ?? [:] { continuation.resume() }
    }

    /// Returns when a reply comes, or the time is over, or the task is cancelled.
    private func wait(for id: String, until deadline: ContinuousClock.Instant) async {
        nextWaiter += 1
        let number = nextWaiter
        let alarm = Task {
            try? await Task.sleep(until: deadline)
            wake(number, id)
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { waiting[id, default: [:]][number] = $0 }
        } onCancel: {
            alarm.cancel()
        }
        alarm.cancel()
    }

    private func wake(_ number: UInt64, _ id: String) {
        waiting[id]?.removeValue(forKey: number)?.resume()
    }
}
