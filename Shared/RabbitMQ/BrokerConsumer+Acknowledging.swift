extension BrokerConsumer {
    /// Acknowledges every delivery up to `tag`, of all queues of this consumer.
    ///
    /// - Returns: whether it was sent. An old `epoch`, or a lost connection, is no error: the broker delivers again.
    @discardableResult
    public func acknowledge(through tag: UInt64, epoch: UInt64) -> Bool {
        send(epoch) { connection throws(BrokerError) in
            try connection.acknowledge(tag, isMultiple: true, handle)
        }
    }

    /// Acknowledges these deliveries alone, out of order if need be.
    ///
    /// - Returns: whether it was sent.
    @discardableResult
    public func acknowledge(_ tags: [UInt64], epoch: UInt64) -> Bool {
        send(epoch) { connection throws(BrokerError) in
            for tag in tags { try connection.acknowledge(tag, isMultiple: false, handle) }
        }
    }

    /// Gives these deliveries to the queue's dead-letter exchange, or drops them if it has none.
    ///
    /// - Returns: whether it was sent.
    @discardableResult
    public func reject(_ tags: [UInt64], epoch: UInt64) -> Bool {
        send(epoch) { connection throws(BrokerError) in
            for tag in tags { try connection.reject(tag, requeues: false, handle) }
        }
    }

    /// Gives these deliveries back to their queue, which delivers them again at once.
    ///
    /// - Returns: whether it was sent.
    @discardableResult
    public func requeue(_ tags: [UInt64], epoch: UInt64) -> Bool {
        send(epoch) { connection throws(BrokerError) in
            for tag in tags { try connection.reject(tag, requeues: true, handle) }
        }
    }

    /// Changes the prefetch. Everything unacknowledged returns to its queue and comes again, in a new epoch.
    ///
    /// The broker takes a new prefetch for new consumers only, so this closes the channel and opens another. Beware of the
    /// order when the new prefetch is smaller: a quorum queue keeps what is returned in a list of its own, first in, first
    /// out. Whatever is returned again before that list is empty comes after all that was returned before.
    public func setPrefetch(_ count: UInt16) {
        guard max(count, 1) != prefetch else { return }
        prefetch = max(count, 1)
        startAgain()
    }

    /// Takes from other queues from now on, or from none. Everything unacknowledged returns to its queue, in order, and what comes is in a new epoch.
    public func consume(from queues: [String], prefetch count: UInt16) {
        guard queues != self.queues || max(count, 1) != prefetch else { return }
        let isIdle = queues.isEmpty && self.queues.isEmpty
        self.queues = queues
        prefetch = max(count, 1)
        if !isIdle { startAgain() }
    }

    /// Gives everything unacknowledged back to its queues, in order; it comes again, in a new epoch.
    public func startAgain() {
        guard let connection else { return }
        do {
            try connection.reopenChannel()
            try startConsuming(on: connection)
        } catch {
            lose(error, isPolite: false)
        }
        socketReady()
    }

    private func send(_ epoch: UInt64, _ operation: (BrokerConnection) throws(BrokerError) -> Void) -> Bool {
        guard let connection, epoch == self.epoch else { return false }
        connection.cork()
        // Deliveries may have been taken in while the socket was full.
        defer {
            connection.uncork()
            serveWaiter()
        }
        do {
            try operation(connection)
            return true
        } catch {
            lose(error, isPolite: false)
            return false
        }
    }
}
