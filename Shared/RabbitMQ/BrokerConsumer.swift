import DedicatedThread
import Logging
import Synchronization

/// Takes messages from queues, in batches, and comes back by itself after a loss.
///
/// Has one connection, one channel and one thread of its own. What has arrived and is not yet taken is at most the prefetch
/// for each queue.
public actor BrokerConsumer {
    /// The connection's settings.
    public nonisolated let configuration: BrokerConfiguration
    var queues: [String]
    let isExclusive: Bool
    let arguments: MessageHeaders
    let topology: Topology
    let logger: Logger
    let thread: DedicatedThread
    nonisolated let connected = Atomic(false)

    var connection: BrokerConnection?
    /// Changes with every channel.
    public internal(set) var epoch: UInt64 = 0
    /// How many deliveries of each queue may be here without an acknowledgement.
    public internal(set) var prefetch: UInt16
    /// Deliveries that nobody has taken; before `head` there are none left.
    var arrived: [Delivery] = []
    var head = 0
    var waiter: Waiter?
    /// Whether ``wake()`` was called while nobody waited.
    var isWoken = false
    /// Whether the last attempt to connect met an error that does not go away by itself.
    var hasFailedForGood = false
    var cancelledQueue: String?
    /// When the broker is next asked about a queue, and about which.
    var nextCheck = ContinuousClock.now
    var nextChecked = 0
    /// The queues that had no consumer at all when the broker was last asked.
    var deserted: Set<String> = []
    var backoff: Backoff
    var connector: Task<Void, Never>?
    var isClosed = false
    private var nextWaiter: UInt64 = 0

    struct Waiter {
        let number: UInt64
        let maximumCount: Int
        let maximumBytes: Int
        let continuation: CheckedContinuation<Result<DeliveryBatch, BrokerError>, Never>
    }

    /// Runs on the consumer's own thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// A consumer that is not yet connected.
    ///
    /// - Parameters:
    ///   - queues: all on one channel, in one stream of deliveries.
    ///   - prefetch: 1 to 65,535 for each queue; times the size of a message, this bounds the memory.
    ///   - isExclusive: whether nobody else may consume from them.
    ///   - arguments: of the consumers, such as `x-stream-offset` or `x-priority`.
    ///   - topology: declared on every new connection.
    public init(
        configuration: BrokerConfiguration, queues: [String], prefetch: UInt16, isExclusive: Bool = false,
        arguments: MessageHeaders = [:], topology: Topology = Topology(), logger: Logger
    ) {
        self.configuration = configuration
        self.queues = queues
        self.prefetch = max(prefetch, 1)
        self.isExclusive = isExclusive
        self.arguments = arguments
        self.topology = topology
        self.logger = logger
        backoff = Backoff(minimum: configuration.minimumBackoff, maximum: configuration.maximumBackoff)
        thread = DedicatedThread(name: "amqp-consume")
    }

    deinit {
        thread.unwatch()
        thread.stop()
    }

    /// Whether there is a connection now.
    public nonisolated var isConnected: Bool { connected.load(ordering: .relaxed) }

    /// Connects now, once, so that a service can fail early. ``next(maximumCount:maximumBytes:)`` does it by itself.
    ///
    /// - Throws: what is wrong, within about twice the configuration's `connectTimeout`.
    public func connect() throws(BrokerError) {
        guard !isClosed else { throw BrokerError(.closed, "the consumer has been closed") }
        if connection == nil { try open() }
    }

    /// Takes what has arrived; waits for one delivery if nothing has, and never for more. Gives nothing when it is woken.
    ///
    /// Connects, and connects again after a loss, for as long as it takes. One caller at a time.
    ///
    /// - Parameters:
    ///   - maximumCount: at least 1.
    ///   - maximumBytes: of bodies together; one delivery is always given, however large.
    /// - Throws: ``BrokerError/Code/cancelled`` when the task is cancelled (nothing is lost), ``BrokerError/Code/closed``, or an
    ///   error that does not go away by itself, such as a wrong password. Calling again tries again.
    public func next(maximumCount: Int, maximumBytes: Int) async throws(BrokerError) -> DeliveryBatch {
        guard !isClosed else { throw BrokerError(.closed, "the consumer has been closed") }
        precondition(waiter == nil, "a consumer serves one caller at a time")
        guard !Task.isCancelled else { throw BrokerError(.cancelled, "the consuming task was cancelled") }
        if isWoken {
            isWoken = false
            return DeliveryBatch(epoch: epoch, deliveries: [])
        }
        if let batch = take(maximumCount, maximumBytes) { return batch }
        nextWaiter += 1
        let number = nextWaiter
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                waiter = Waiter(
                    number: number, maximumCount: maximumCount, maximumBytes: maximumBytes, continuation: continuation)
                if connection == nil { reconnect() }
            }
        } onCancel: {
            Task { await self.cancelWaiter(number) }
        }
        return try result.get()
    }

    /// Lets the caller of ``next(maximumCount:maximumBytes:)``, or the next one, come back without deliveries.
    public func wake() {
        if waiter == nil { isWoken = true } else { answerWaiter(.success(DeliveryBatch(epoch: epoch, deliveries: []))) }
    }

    /// Closes the channel and the connection; everything unacknowledged returns to its queue, in order.
    ///
    /// A mere `basic.cancel` would let the next consumer overtake what is still here.
    public func cancelAndClose() {
        isClosed = true
        connector?.cancel()
        lose(BrokerError(.closed, "the consumer has been closed"), isPolite: true)
    }

    private func cancelWaiter(_ number: UInt64) {
        guard waiter?.number == number else { return }
        answerWaiter(.failure(BrokerError(.cancelled, "the consuming task was cancelled")))
    }
}
