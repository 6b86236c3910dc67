import Logging

extension BrokerPublisher {
    /// Sends what is waiting, as far as the window and the broker allow.
    func pump() {
        guard let connection, blockedReason == nil, unsentHead < unsent.count, window.count < limits.maximumUnconfirmed
        else { return }
        do {
            // Before anything else: with input waiting for too long the library would take the broker for dead.
            try connection.drain(handle)
            connection.cork()
            defer { connection.uncork() }
            while blockedReason == nil, window.count < limits.maximumUnconfirmed, let batch = nextUnsent() {
                if batch.isTooLate() {
                    giveUp(batch.number, BrokerError(.timeout, "not sent in time"))
                    continue
                }
                let index = batch.sent
                // Noted first: if sending fails, the message may have left all the same.
                batch.sent += 1
                window.append(batch, index)
                try connection.publish(batch.messages[index], handle)
            }
        } catch {
            lose(error, isPolite: false)
        }
    }

    /// The batch whose turn it is.
    private func nextUnsent() -> PublishBatch? {
        while unsentHead < unsent.count {
            let batch = unsent[unsentHead]
            if batch.sent < batch.messages.count, batches[batch.number] != nil { return batch }
            unsentHead += 1
            if unsentHead > 64, unsentHead > unsent.count / 2 {
                unsent.removeFirst(unsentHead)
                unsentHead = 0
            }
        }
        unsent.removeAll(keepingCapacity: true)
        unsentHead = 0
        return nil
    }

    func handle(_ event: IncomingEvent) {
        switch event {
        case .confirmed(let sequence, let isMultiple):
            window.resolve(through: sequence, isMultiple: isMultiple, isNacked: false, completed: complete)
        case .nacked(let sequence, let isMultiple):
            window.resolve(through: sequence, isMultiple: isMultiple, isNacked: true, completed: complete)
        case .returned(let message): window.note(message)
        case .blocked(let reason):
            blockedReason = reason
            logger.warning("the broker blocks publishing", metadata: ["reason": "\(reason)"])
        case .unblocked:
            blockedReason = nil
            logger.info("the broker lets publishing go on")
        case .delivery, .consumerCancelled: break
        }
    }

    /// Called by the thread when there is input, and several times a second in any case.
    func socketReady() {
        guard let connection else { return }
        do {
            try connection.drain(handle)
        } catch {
            lose(error, isPolite: error.replyCode != nil)
            return
        }
        if ContinuousClock.now >= nextExpiry {
            nextExpiry = .now + .milliseconds(100)
            expire()
        }
        pump()
    }

    private func complete(_ batch: PublishBatch) {
        remove(batch)
        batch.finish(.success(batch.outcomes))
    }

    private func remove(_ batch: PublishBatch) {
        guard batches.removeValue(forKey: batch.number) != nil else { return }
        pendingMessages -= batch.messages.count
    }

    /// Answers a caller before the broker has. What was sent stays in the window until it is confirmed.
    func giveUp(_ number: UInt64, _ error: BrokerError) {
        guard let batch = batches[number] else { return }
        remove(batch)
        batch.finish(.failure(error))
        // Without a connection nobody else would take it out, with all its messages.
        if unsent.count > 2 * batches.count + 64 {
            unsent = unsent[unsentHead...].filter { batches[$0.number] != nil }
            unsentHead = 0
        }
    }

    /// Gives up every batch that has waited for too long.
    func expire() {
        let now = ContinuousClock.now
        for batch in batches.values where batch.deadline <= now { giveUp(batch.number, expiry(of: batch)) }
    }

    private func expiry(of batch: PublishBatch) -> BrokerError {
        if let blockedReason { return BrokerError(.blocked, "the broker blocks publishing: \(blockedReason)") }
        if connection == nil, let lastFailure { return lastFailure }
        return BrokerError(.timeout, "no confirm within \(limits.confirmTimeout)")
    }
}
