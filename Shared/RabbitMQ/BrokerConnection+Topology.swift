import CRabbitMQ

extension BrokerConnection {
    /// Declares everything, one after another.
    func declare(_ topology: Topology) throws(BrokerError) {
        do {
            for exchange in topology.exchanges { try declare(exchange) }
            for queue in topology.queues { _ = try declare(queue) }
            for binding in topology.bindings { try bind(binding) }
        } catch {
            throw error.duringDeclaration
        }
    }

    /// Declares a queue, or only looks when it is passive.
    ///
    /// - Returns: how many messages are ready in it, and how many consumers it has.
    func declare(_ queue: Topology.Queue) throws(BrokerError) -> (messages: Int, consumers: Int) {
        var arena = Arena(recycling: &scratch)
        let answer = amqp_queue_declare(
            state, channel, arena.bytes(queue.name), queue.isPassive ? 1 : 0, queue.isDurable ? 1 : 0,
            queue.isExclusive ? 1 : 0, queue.isAutoDelete ? 1 : 0, arena.table(queue.arguments))
        guard let answer else { throw failure("declaring queue '\(queue.name)'") }
        return (Int(answer.pointee.message_count), Int(answer.pointee.consumer_count))
    }

    /// Turns on confirms; the next message published has number 1.
    func selectConfirms() throws(BrokerError) {
        amqp_confirm_select(state, channel)
        try check("turning confirms on")
    }

    /// Starts a consumer whose tag is the name of its queue.
    func consume(
        from queue: String, prefetch: UInt16, isExclusive: Bool, arguments: MessageHeaders
    ) throws(BrokerError) {
        amqp_basic_qos(state, channel, 0, prefetch, 0)
        try check("setting the prefetch")
        var arena = Arena(recycling: &scratch)
        let name = arena.bytes(queue)
        amqp_basic_consume(state, channel, name, name, 0, 0, isExclusive ? 1 : 0, arena.table(arguments))
        try check("consuming from queue '\(queue)'")
    }

    /// Deletes a queue; one that does not exist is no error.
    ///
    /// - Returns: how many messages went with it.
    func deleteQueue(_ name: String) throws(BrokerError) -> Int {
        var arena = Arena(recycling: &scratch)
        guard let answer = amqp_queue_delete(state, channel, arena.bytes(name), 0, 0) else {
            throw failure("deleting queue '\(name)'")
        }
        return Int(answer.pointee.message_count)
    }

    /// Deletes an exchange; one that does not exist is no error.
    func deleteExchange(_ name: String) throws(BrokerError) {
        var arena = Arena(recycling: &scratch)
        amqp_exchange_delete(state, channel, arena.bytes(name), 0)
        try check("deleting exchange '\(name)'")
    }

    /// Removes every message that is ready.
    ///
    /// - Returns: how many there were.
    func purgeQueue(_ name: String) throws(BrokerError) -> Int {
        var arena = Arena(recycling: &scratch)
        guard let answer = amqp_queue_purge(state, channel, arena.bytes(name)) else {
            throw failure("purging queue '\(name)'")
        }
        return Int(answer.pointee.message_count)
    }

    private func declare(_ exchange: Topology.Exchange) throws(BrokerError) {
        var arena = Arena(recycling: &scratch)
        amqp_exchange_declare(
            state, channel, arena.bytes(exchange.name), arena.bytes(exchange.type), 0, exchange.isDurable ? 1 : 0, 0,
            exchange.isInternal ? 1 : 0, arena.table(exchange.arguments))
        try check("declaring exchange '\(exchange.name)'")
    }

    private func bind(_ binding: Topology.Binding) throws(BrokerError) {
        var arena = Arena(recycling: &scratch)
        let exchange = arena.bytes(binding.exchange)
        let routingKey = arena.bytes(binding.routingKey)
        let arguments = arena.table(binding.arguments)
        switch binding.destination {
        case .queue(let name):
            amqp_queue_bind(state, channel, arena.bytes(name), exchange, routingKey, arguments)
            try check("binding queue '\(name)' to exchange '\(binding.exchange)'")
        case .exchange(let name):
            amqp_exchange_bind(state, channel, arena.bytes(name), exchange, routingKey, arguments)
            try check("binding exchange '\(name)' to exchange '\(binding.exchange)'")
        }
    }

    /// Why the last request had no answer.
    private func failure(_ action: String) -> BrokerError {
        do {
            try check(action)
            return BrokerError(.connectionLost, "\(action): no answer")
        } catch {
            return error
        }
    }
}
