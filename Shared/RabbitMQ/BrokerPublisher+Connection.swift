import Logging

extension BrokerPublisher {
    /// Connects and declares the topology, or throws and leaves everything as it was.
    func open() throws(BrokerError) {
        let fresh: BrokerConnection
        do {
            fresh = try connectAndDeclare()
        } catch {
            lastFailure = error
            throw error
        }
        connection = fresh
        lastFailure = nil
        window = PublishWindow()
        blockedReason = nil
        backoff.reset()
        connected.store(true, ordering: .relaxed)
        let interval = min(configuration.heartbeat / 3, .milliseconds(250))
        thread.watch(fresh.descriptor, interval: interval) { [weak self] in
            self?.assumeIsolated { $0.socketReady() }
        }
    }

    private func connectAndDeclare() throws(BrokerError) -> BrokerConnection {
        let fresh = try BrokerConnection(configuration)
        do {
            try fresh.declare(topology)
            try fresh.selectConfirms()
            return fresh
        } catch {
            fresh.close()
            throw error
        }
    }

    /// Forgets the connection. Batches of which anything was sent fail; the others wait for the next connection.
    func lose(_ error: BrokerError, isPolite: Bool) {
        guard let lost = connection else {
            if isClosed { failAll(error) }
            return
        }
        thread.unwatch()
        connection = nil
        connected.store(false, ordering: .relaxed)
        blockedReason = nil
        lastFailure = error
        window = PublishWindow()
        if isPolite { lost.close() }
        if !isClosed { logger.warning("publisher's connection lost", metadata: ["error": "\(error)"]) }
        for batch in batches.values where batch.sent > 0 || isClosed || !isReconnecting { giveUp(batch.number, error) }
        if !batches.isEmpty { reconnect(after: backoff.next()) }
    }

    /// Connects for the first caller who needs it, at once.
    func connectForCaller() {
        if connector == nil, case .again(let pause) = attempt() { reconnect(after: pause) }
    }

    /// Tries again, with pauses, for as long as anybody waits.
    private func reconnect(after pause: Duration) {
        guard connector == nil, !isClosed, isReconnecting else { return }
        connector = Task { [weak self] in
            var next = pause
            while (try? await Task.sleep(for: next)) != nil, case .again(let pause) = await self?.attemptAgain() {
                next = pause
            }
        }
    }

    private func attemptAgain() -> ConnectAttempt {
        let result = attempt()
        if case .finished = result { connector = nil }
        return result
    }

    private func attempt() -> ConnectAttempt {
        expire()
        guard connection == nil, !isClosed, !batches.isEmpty else { return .finished }
        do {
            try open()
            pump()
            // Sending may have lost the connection again.
            return connection != nil || batches.isEmpty ? .finished : .again(after: backoff.next())
        } catch {
            logger.debug("publisher cannot connect", metadata: ["error": "\(error)"])
            guard error.isRetriable else {
                failAll(error)
                return .finished
            }
            expire()
            let deadline = batches.values.map(\.deadline).min() ?? .now
            return .again(after: min(backoff.next(), max(deadline - .now, .milliseconds(1))))
        }
    }

    /// Fails whoever waits for a connection that nobody tries to make any more.
    func failUnconnected() {
        failAll(lastFailure ?? BrokerError(.closed, "there is no connection, and none is made any more"))
    }

    private func failAll(_ error: BrokerError) {
        for batch in batches.values { giveUp(batch.number, error) }
    }
}
