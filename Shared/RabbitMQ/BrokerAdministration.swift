import DedicatedThread

/// Declares, counts, empties and deletes; for an operator's tool and for tests.
///
/// Connects when needed, and keeps the connection until an error or ``close()``. Nothing is tried twice.
public actor BrokerAdministration {
    /// What a queue holds.
    public struct QueueStatus: Sendable, Hashable {
        /// Ready to be delivered; what consumers hold unacknowledged is not counted.
        public let messages: Int
        /// How many consumers it has.
        public let consumers: Int
    }

    private let configuration: BrokerConfiguration
    private let thread: DedicatedThread
    private var connection: BrokerConnection?

    /// Runs on a thread of its own.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    /// Not yet connected.
    public init(configuration: BrokerConfiguration) {
        self.configuration = configuration
        thread = DedicatedThread(name: "amqp-admin")
    }

    deinit {
        thread.unwatch()
        thread.stop()
    }

    /// Creates what is missing.
    ///
    /// - Throws: ``BrokerError/Code/topologyMismatch`` when something exists with other arguments.
    public func declare(_ topology: Topology) throws(BrokerError) {
        try use { connection throws(BrokerError) in try connection.declare(topology) }
    }

    /// What a queue holds.
    ///
    /// - Throws: ``BrokerError/Code/notFound`` when it does not exist.
    public func status(ofQueue name: String) throws(BrokerError) -> QueueStatus {
        let found = try use { connection throws(BrokerError) in
            try connection.declare(Topology.Queue(name, isPassive: true))
        }
        return QueueStatus(messages: found.messages, consumers: found.consumers)
    }

    /// How many messages are ready in a queue.
    ///
    /// - Throws: ``BrokerError/Code/notFound`` when it does not exist.
    public func messageCount(ofQueue name: String) throws(BrokerError) -> Int { try status(ofQueue: name).messages }

    /// Removes every message that is ready, and says how many.
    @discardableResult
    public func purge(queue name: String) throws(BrokerError) -> Int {
        try use { connection throws(BrokerError) in try connection.purgeQueue(name) }
    }

    /// Deletes a queue with everything in it, and says how much that was. One that does not exist is no error.
    @discardableResult
    public func delete(queue name: String) throws(BrokerError) -> Int {
        try use { connection throws(BrokerError) in try connection.deleteQueue(name) }
    }

    /// Deletes an exchange. One that does not exist is no error.
    public func delete(exchange name: String) throws(BrokerError) {
        try use { connection throws(BrokerError) in try connection.deleteExchange(name) }
    }

    /// Ends the connection.
    public func close() {
        thread.unwatch()
        connection?.close()
        connection = nil
    }

    private func use<Result>(
        _ operation: (BrokerConnection) throws(BrokerError) -> Result
    ) throws(BrokerError) -> Result {
        do {
            return try operation(try connected())
        } catch {
            // An error has closed the channel at least.
            close()
            throw error
        }
    }

    private func connected() throws(BrokerError) -> BrokerConnection {
        if let connection { return connection }
        let fresh = try BrokerConnection(configuration)
        connection = fresh
        // Only for heartbeats, and to notice that the broker went away.
        thread.watch(fresh.descriptor, interval: configuration.heartbeat / 3) { [weak self] in
            self?.assumeIsolated { $0.keepAlive() }
        }
        return fresh
    }

    private func keepAlive() {
        do {
            try connection?.drain { _ in }
        } catch {
            close()
        }
    }
}
