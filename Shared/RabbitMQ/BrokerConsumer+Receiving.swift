import Logging

extension BrokerConsumer {
    /// Called by the thread when there is input, and several times a second in any case.
    func socketReady() {
        guard let connection else { return }
        do throws(BrokerError) {
            if ContinuousClock.now >= nextCheck { try check(connection) }
            try connection.drain(handle)
            if let cancelledQueue {
                self.cancelledQueue = nil
                throw BrokerError(.notFound, "the broker has cancelled the consumer of queue '\(cancelledQueue)'")
            }
        } catch {
            lose(error, isPolite: error.replyCode != nil || error.code == .notFound)
        }
        serveWaiter()
    }

    /// Asks whether the broker still knows this consumer: about one queue at a time, so that deliveries never wait for many answers.
    ///
    /// A queue can go without a word while the connection is well: RabbitMQ takes back a declaration that it could not finish in time, although others
    /// consume from the queue already, and it may forget a young queue when it is killed. Nothing would ever come then.
    ///
    /// - Throws: ``BrokerError/Code/notFound`` when the queue is gone, or had no consumer twice in a row: a busy broker may say so once. Of a
    ///   stream it never tells consumers.
    private func check(_ connection: BrokerConnection) throws(BrokerError) {
        nextCheck = .now + configuration.consumerCheck / max(queues.count, 1)
        guard !queues.isEmpty else { return }
        let name = queues[nextChecked % queues.count]
        nextChecked += 1
        let hasConsumers = try connection.declare(Topology.Queue(name, isPassive: true)).consumers > 0
        if hasConsumers || arguments["x-stream-offset"] != nil {
            deserted.remove(name)
        } else if !deserted.insert(name).inserted {
            throw BrokerError(.notFound, "the broker has forgotten the consumer of queue '\(name)'")
        }
    }

    func handle(_ event: IncomingEvent) {
        switch event {
        case .delivery(let delivery): arrived.append(delivery)
        case .consumerCancelled(let queue): cancelledQueue = queue
        case .blocked, .unblocked, .confirmed, .nacked, .returned: break
        }
    }

    /// A batch of what is here, or `nil` if nothing is.
    func take(_ maximumCount: Int, _ maximumBytes: Int) -> DeliveryBatch? {
        guard head < arrived.count else { return nil }
        let limit = min(arrived.count, head + max(maximumCount, 1))
        var end = head
        var bytes = 0
        while end < limit {
            bytes += arrived[end].body.count
            if bytes > maximumBytes, end > head { break }
            end += 1
        }
        let batch: DeliveryBatch
        if head == 0, end == arrived.count {
            // The usual case: everything, without copying anything.
            batch = DeliveryBatch(epoch: epoch, deliveries: arrived)
            arrived = []
            return batch
        }
        batch = DeliveryBatch(epoch: epoch, deliveries: Array(arrived[head..<end]))
        head = end
        if head == arrived.count || head > 1_024 {
            arrived.removeFirst(head)
            head = 0
        }
        return batch
    }

    func serveWaiter() {
        guard let waiter, let batch = take(waiter.maximumCount, waiter.maximumBytes) else { return }
        answerWaiter(.success(batch))
    }

    func answerWaiter(_ result: Result<DeliveryBatch, BrokerError>) {
        waiter?.continuation.resume(returning: result)
        waiter = nil
    }

    func dropArrived() {
        arrived = []
        head = 0
        cancelledQueue = nil
    }
}
