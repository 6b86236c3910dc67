import Logging

extension BrokerConsumer {
    /// Connects, declares the topology and starts consuming, or throws and leaves everything as it was.
    func open() throws(BrokerError) {
        let fresh = try BrokerConnection(configuration)
        do {
            try fresh.declare(topology)
            try startConsuming(on: fresh)
        } catch {
            fresh.close()
            throw error
        }
        connection = fresh
        hasFailedForGood = false
        backoff.reset()
        connected.store(true, ordering: .relaxed)
        let interval = min(configuration.heartbeat / 3, .milliseconds(500))
        thread.watch(fresh.descriptor, interval: interval) { [weak self] in
            self?.assumeIsolated { $0.socketReady() }
        }
        // Deliveries that came together with an answer are in the library already: the socket will not tell.
        socketReady()
    }

    func startConsuming(on connection: BrokerConnection) throws(BrokerError) {
        epoch += 1
        dropArrived()
        nextCheck = .now + configuration.consumerCheck
        nextChecked = 0
        deserted = []
        for queue in queues {
            try connection.consume(from: queue, prefetch: prefetch, isExclusive: isExclusive, arguments: arguments)
        }
    }

    /// Forgets the connection and what it delivered: the broker delivers that again.
    func lose(_ error: BrokerError, isPolite: Bool) {
        if let lost = connection {
            thread.unwatch()
            connection = nil
            connected.store(false, ordering: .relaxed)
            epoch += 1
            dropArrived()
            if isPolite { lost.close() }
            if !isClosed { logger.warning("consumer's connection lost", metadata: ["error": "\(error)"]) }
        }
        if isClosed { answerWaiter(.failure(error)) } else { reconnect() }
    }

    /// Tries now, and then again with pauses, until there is a connection or an error that stays.
    func reconnect() {
        guard connector == nil, !isClosed else { return }
        // After an error that needs a person, a caller who asks again and again must not make a busy loop.
        let firstPause = hasFailedForGood ? backoff.next() : .zero
        connector = Task { [weak self] in
            guard (try? await Task.sleep(for: firstPause)) != nil else { return }
            while case .again(let pause) = await self?.attempt() {
                guard (try? await Task.sleep(for: pause)) != nil else { return }
            }
        }
    }

    private func attempt() -> ConnectAttempt {
        guard connection == nil, !isClosed else {
            connector = nil
            return .finished
        }
        do {
            try open()
            // What came with the answers may have been the end of the connection already.
            guard connection != nil else { return .again(after: backoff.next()) }
            connector = nil
            logger.info("consumer connected", metadata: ["queues": "\(queues.count)"])
            return .finished
        } catch {
            logger.debug("consumer cannot connect", metadata: ["error": "\(error)"])
            guard error.isRetriable else {
                connector = nil
                hasFailedForGood = true
                answerWaiter(.failure(error))
                return .finished
            }
            return .again(after: backoff.next())
        }
    }
}
