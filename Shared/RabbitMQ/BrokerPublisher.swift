import DedicatedThread
import Logging
import Synchronization

/// Publishes batches of messages and says what became of each.
///
/// Has one connection and one thread of its own, made at the first ``publish(_:)`` and made again at the next one after a
/// loss. Several calls may overlap: their messages are sent in the order of the calls, without waiting for confirms.
public actor BrokerPublisher {
    /// Limits; each says what happens at it.
    public struct Limits: Sendable {
        /// How long ``publish(_:)`` may take, with connecting and waiting for an alarm to end. Then it throws
        /// ``BrokerError/Code/timeout``, ``BrokerError/Code/blocked`` or the reason why there is no connection.
        public var confirmTimeout: Duration
        /// How many messages may be sent without a confirm; further ones wait inside the publisher.
        public var maximumUnconfirmed: Int
        /// How many messages all callers together may have in here; a call that would exceed it throws
        /// ``BrokerError/Code/overloaded``. A single call may be larger when nobody else waits.
        public var maximumPending: Int

        /// The usual limits.
        public init(
            confirmTimeout: Duration = .seconds(10), maximumUnconfirmed: Int = 5_000, maximumPending: Int = 50_000
        ) {
            self.confirmTimeout = confirmTimeout
            self.maximumUnconfirmed = max(maximumUnconfirmed, 1)
            self.maximumPending = max(maximumPending, 1)
        }
    }

    /// The connection's settings.
    public nonisolated let configuration: BrokerConfiguration
    let limits: Limits
    let topology: Topology
    let logger: Logger
    let thread: DedicatedThread
    nonisolated let connected = Atomic(false)

    var connection: BrokerConnection?
    var window = PublishWindow()
    /// Every batch whose caller waits or whose confirms are missing, in the order of the calls.
    var batches: [UInt64: PublishBatch] = [:]
    /// Batches with messages that have not been sent; before `unsentHead` there are none left.
    var unsent: [PublishBatch] = []
    var unsentHead = 0
    var pendingMessages = 0
    var nextBatch: UInt64 = 0
    var blockedReason: String?
    var lastFailure: BrokerError?
    var backoff: Backoff
    var connector: Task<Void, Never>?
    var nextExpiry = ContinuousClock.now
    var isClosed = false
    /// Whether callers wait until there is a connection again.
    var isReconnecting = true
    private var isPumpScheduled = false

    /// Runs on the publisher's own thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// A publisher that is not yet connected.
    ///
    /// - Parameter topology: declared on every new connection.
    public init(
        configuration: BrokerConfiguration, limits: Limits = Limits(), topology: Topology = Topology(), logger: Logger
    ) {
        self.configuration = configuration
        self.limits = limits
        self.topology = topology
        self.logger = logger
        backoff = Backoff(minimum: configuration.minimumBackoff, maximum: configuration.maximumBackoff)
        thread = DedicatedThread(name: "amqp-publish")
    }

    deinit {
        thread.unwatch()
        thread.stop()
    }

    /// Whether there is a connection now.
    public nonisolated var isConnected: Bool { connected.load(ordering: .relaxed) }

    /// Whether an alarm at the broker holds publishing up.
    public var isBlocked: Bool { blockedReason != nil }

    /// Connects now, once, so that a service can fail early. ``publish(_:)`` does it by itself.
    ///
    /// - Throws: what is wrong, within about twice the configuration's `connectTimeout`.
    public func connect() throws(BrokerError) {
        guard !isClosed else { throw BrokerError(.closed, "the publisher has been closed") }
        guard connection == nil else { return }
        try open()
        pump()
    }

    /// Publishes a batch and waits until the broker has answered for every message of it.
    ///
    /// - Parameter mayLeave: asked before each message is sent: once it says no the rest is not sent any more, and the call throws
    ///   ``BrokerError/Code/timeout``. Runs on the publisher's thread and must be quick.
    /// - Returns: one outcome for each message, in order.
    /// - Throws: ``BrokerError``. With ``BrokerError/Code/unsupportedMessage`` and ``BrokerError/Code/overloaded`` nothing was
    ///   sent. After every other error any message may or may not have been stored: publish all of them again, with the same
    ///   ids. A message that closes the channel (a wrong `user_id`, an unknown exchange) fails all batches that are in flight.
    public func publish(
        _ messages: [OutgoingMessage], sendingWhile mayLeave: (@Sendable () -> Bool)? = nil
    ) async throws(BrokerError) -> [PublishOutcome] {
        guard !isClosed else { throw BrokerError(.closed, "the publisher has been closed") }
        guard !messages.isEmpty else { return [] }
        guard pendingMessages == 0 || pendingMessages + messages.count <= limits.maximumPending else {
            throw BrokerError(.overloaded, "\(pendingMessages) messages are waiting already")
        }
        for message in messages { try validate(message) }
        nextBatch += 1
        let number = nextBatch
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let deadline = ContinuousClock.now + limits.confirmTimeout
                add(
                    PublishBatch(
                        number: number, messages: messages, deadline: deadline, mayLeave: mayLeave,
                        continuation: continuation))
            }
        } onCancel: {
            Task { await self.giveUp(number, BrokerError(.cancelled, "the publishing task was cancelled")) }
        }
        return try result.get()
    }

    /// Whether a message is one that ``publish(_:)`` would send and not refuse as ``BrokerError/Code/unsupportedMessage``.
    public func supports(_ message: OutgoingMessage) -> Bool {
        do throws(BrokerError) {
            try validate(message)
            return true
        } catch { return false }
    }

    private func validate(_ message: OutgoingMessage) throws(BrokerError) {
        try message.validate(
            maximumBodyBytes: configuration.maximumBodyBytes,
            maximumFrameBytes: connection?.maximumFrameBytes ?? configuration.maximumFrameBytes)
    }

    /// Ends the connection after what has been sent is confirmed or `limit` is over. Waiting callers get an error then.
    public func close(within limit: Duration = .seconds(5)) async {
        let deadline = ContinuousClock.now + limit
        while !batches.isEmpty, connection != nil, ContinuousClock.now < deadline {
            try? await Task.sleep(for: .milliseconds(5))
        }
        isClosed = true
        connector?.cancel()
        lose(BrokerError(.closed, "the publisher has been closed"), isPolite: true)
    }

    /// From now on nobody waits for a connection: what the present one does not take fails at once. For a program that is to end.
    public func stopReconnecting() {
        isReconnecting = false
        connector?.cancel()
        connector = nil
        if connection == nil { failUnconnected() }
    }

    private func pumpForCallers() {
        isPumpScheduled = false
        if connection != nil { pump() } else if isReconnecting { connectForCaller() } else { failUnconnected() }
    }

    private func add(_ batch: PublishBatch) {
        batches[batch.number] = batch
        unsent.append(batch)
        pendingMessages += batch.messages.count
        // One round of sending serves all callers whose batches are here by then.
        guard !isPumpScheduled else { return }
        isPumpScheduled = true
        Task { self.pumpForCallers() }
    }
}
