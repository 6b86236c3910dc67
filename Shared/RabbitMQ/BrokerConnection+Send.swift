import CRabbitMQ

extension BrokerConnection {
    /// What may be sent after the socket has said that it is writable.
    ///
    /// Linux says so while at least a third of the send buffer is free, about 140 KB at the usual limits. Sending no more
    /// than this between two questions, the library never finds the buffer full, where it would wait without a limit.
    private static let creditPerQuestion = 1 << 16

    /// Starts holding back small packets; ``uncork()`` sends the rest.
    func cork() { crabbitmq_set_cork(descriptor, 1) }

    /// Sends what was held back.
    func uncork() { crabbitmq_set_cork(descriptor, 0) }

    /// Waits until something may be sent, taking input meanwhile: a broker that cannot write to us stops reading from us.
    func waitForCredit(_ handle: (IncomingEvent) -> Void) throws(BrokerError) {
        guard sendCredit <= 0 else { return }
        let deadline = ContinuousClock.now + configuration.requestTimeout
        while true {
            let readiness = crabbitmq_poll(descriptor, 20)
            if readiness & 2 != 0 {
                sendCredit = Self.creditPerQuestion
                return
            }
            try drain(handle)
            guard ContinuousClock.now < deadline else { throw BrokerError(.timeout, "the broker has stopped reading") }
        }
    }

    /// Sends one message.
    ///
    /// - Parameter handle: takes what arrives while the socket is full.
    func publish(_ message: borrowing OutgoingMessage, _ handle: (IncomingEvent) -> Void) throws(BrokerError) {
        try waitForCredit(handle)
        var arena = Arena(recycling: &scratch)
        let exchange = arena.bytes(message.exchange)
        let routingKey = arena.bytes(message.routingKey)
        var properties = amqp_basic_properties_t(message.properties, &arena)
        guard arena.encodedBytes + 64 <= maximumFrameBytes else {
            throw BrokerError(.unsupportedMessage, "the headers do not fit into a frame of \(maximumFrameBytes) bytes")
        }
        let status = crabbitmq_send_publish(
            state, channel, exchange, routingKey, message.isMandatory ? 1 : 0, &properties, UInt64(message.body.count))
        guard status == AMQP_STATUS_OK.rawValue else { throw Self.libraryError(status, "publishing") }
        sendCredit -= arena.encodedBytes + 64
        try sendBody(message.body, handle)
    }

    private func sendBody(_ body: [UInt8], _ handle: (IncomingEvent) -> Void) throws(BrokerError) {
        let chunk = min(maximumFrameBytes - 8, Self.creditPerQuestion)
        var offset = 0
        while offset < body.count {
            try waitForCredit(handle)
            let count = min(chunk, body.count - offset)
            let status = body.withUnsafeBytes { bytes in
                crabbitmq_send_body(state, channel, bytes.baseAddress.map { $0 + offset }, count)
            }
            guard status == AMQP_STATUS_OK.rawValue else { throw Self.libraryError(status, "publishing") }
            sendCredit -= count + 8
            offset += count
        }
    }

    /// Acknowledges one delivery, or all up to it.
    func acknowledge(_ tag: UInt64, isMultiple: Bool, _ handle: (IncomingEvent) -> Void) throws(BrokerError) {
        try waitForCredit(handle)
        sendCredit -= 32
        let status = amqp_basic_ack(state, channel, tag, isMultiple ? 1 : 0)
        guard status == AMQP_STATUS_OK.rawValue else { throw Self.libraryError(status, "acknowledging") }
    }

    /// Gives one delivery back, to its queue or to the queue's dead-letter exchange.
    func reject(_ tag: UInt64, requeues: Bool, _ handle: (IncomingEvent) -> Void) throws(BrokerError) {
        try waitForCredit(handle)
        sendCredit -= 32
        let status = amqp_basic_nack(state, channel, tag, 0, requeues ? 1 : 0)
        guard status == AMQP_STATUS_OK.rawValue else { throw Self.libraryError(status, "rejecting") }
    }
}

extension amqp_basic_properties_t {
    fileprivate init(_ source: MessageProperties, _ arena: inout Arena) {
        self.init()
        let mode = source.isPersistent ? AMQP_DELIVERY_PERSISTENT : AMQP_DELIVERY_NONPERSISTENT
        delivery_mode = UInt8(mode.rawValue)
        var flags = AMQP_BASIC_DELIVERY_MODE_FLAG
        arena.put(source.contentType, &content_type, AMQP_BASIC_CONTENT_TYPE_FLAG, &flags)
        arena.put(source.contentEncoding, &content_encoding, AMQP_BASIC_CONTENT_ENCODING_FLAG, &flags)
        arena.put(source.messageID, &message_id, AMQP_BASIC_MESSAGE_ID_FLAG, &flags)
        arena.put(source.correlationID, &correlation_id, AMQP_BASIC_CORRELATION_ID_FLAG, &flags)
        arena.put(source.replyTo, &reply_to, AMQP_BASIC_REPLY_TO_FLAG, &flags)
        arena.put(source.type, &type, AMQP_BASIC_TYPE_FLAG, &flags)
        arena.put(source.userID, &user_id, AMQP_BASIC_USER_ID_FLAG, &flags)
        arena.put(source.appID, &app_id, AMQP_BASIC_APP_ID_FLAG, &flags)
        arena.put(source.expiration, &expiration, AMQP_BASIC_EXPIRATION_FLAG, &flags)
        if let timestamp = source.timestamp {
            flags |= AMQP_BASIC_TIMESTAMP_FLAG
            self.timestamp = UInt64(bitPattern: timestamp)
        }
        if let priority = source.priority {
            flags |= AMQP_BASIC_PRIORITY_FLAG
            self.priority = priority
        }
        if !source.headers.isEmpty {
            flags |= AMQP_BASIC_HEADERS_FLAG
            headers = arena.table(source.headers)
        }
        _flags = UInt32(bitPattern: flags)
    }
}

extension Arena {
    fileprivate mutating func put(_ text: String?, _ field: inout amqp_bytes_t, _ flag: CInt, _ flags: inout CInt) {
        guard let text else { return }
        flags |= flag
        field = bytes(text)
    }
}
