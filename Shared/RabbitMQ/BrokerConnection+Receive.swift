import CRabbitMQ

extension BrokerConnection {
    /// How much the library may hold decoded before its memory is given back.
    private static let releaseThreshold = 1 << 18

    /// Takes everything that has arrived, and sends a heartbeat if one is due. Never waits.
    ///
    /// It goes on until the library says that nothing is left, because frames may wait in its buffer or in TLS's while the
    /// socket is empty. How long that takes is bounded by the prefetch and by the number of unconfirmed messages.
    func drain(_ handle: (IncomingEvent) -> Void) throws(BrokerError) {
        var frame = amqp_frame_t()
        var unreleased = 0
        defer { amqp_maybe_release_buffers_on_channel(state, channel) }
        while true {
            var noTime = timeval(tv_sec: 0, tv_usec: 0)
            let status = amqp_simple_wait_frame_noblock(state, &frame, &noTime)
            if status == AMQP_STATUS_TIMEOUT.rawValue { return }
            guard status == AMQP_STATUS_OK.rawValue else { throw Self.libraryError(status, "receiving") }
            if let event = try take(frame, size: &unreleased) { handle(event) }
            if unreleased > Self.releaseThreshold {
                amqp_maybe_release_buffers_on_channel(state, channel)
                unreleased = 0
            }
        }
    }

    private func take(_ frame: amqp_frame_t, size: inout Int) throws(BrokerError) -> IncomingEvent? {
        if frame.channel == 0 { return try takeConnectionMethod(frame) }
        // A channel that was closed by us may have left frames in the library's queue.
        guard frame.channel == channel else { return nil }
        switch CInt(frame.frame_type) {
        case AMQP_FRAME_METHOD:
            size += 64
            return try takeChannelMethod(frame.payload.method)
        case AMQP_FRAME_HEADER:
            let header = frame.payload.properties
            size += header.raw.len * 2 + 512
            guard let decoded = header.decoded else { return nil }
            return assembler.header(decoded.load(as: amqp_basic_properties_t.self), bodySize: header.body_size)
        case AMQP_FRAME_BODY:
            let fragment = frame.payload.body_fragment
            size += fragment.len
            return assembler.body(fragment.buffer)
        default: return nil
        }
    }

    private func takeChannelMethod(_ method: amqp_method_t) throws(BrokerError) -> IncomingEvent? {
        guard let decoded = method.decoded else { return nil }
        switch method.id {
        case AMQP_BASIC_DELIVER_METHOD:
            assembler.begin(decoded.load(as: amqp_basic_deliver_t.self))
            return nil
        case AMQP_BASIC_ACK_METHOD:
            let ack = decoded.load(as: amqp_basic_ack_t.self)
            return .confirmed(sequence: ack.delivery_tag, isMultiple: ack.multiple != 0)
        case AMQP_BASIC_NACK_METHOD:
            let nack = decoded.load(as: amqp_basic_nack_t.self)
            return .nacked(sequence: nack.delivery_tag, isMultiple: nack.multiple != 0)
        case AMQP_BASIC_RETURN_METHOD:
            assembler.begin(decoded.load(as: amqp_basic_return_t.self))
            return nil
        case AMQP_BASIC_CANCEL_METHOD:
            return .consumerCancelled(queue: decoded.load(as: amqp_basic_cancel_t.self).consumer_tag.repairedText)
        case AMQP_CHANNEL_CLOSE_METHOD:
            let error = Self.serverError(method, "the broker closed the channel")
            _ = crabbitmq_send_channel_close_ok(state, channel)
            throw error
        default: return nil
        }
    }

    private func takeConnectionMethod(_ frame: amqp_frame_t) throws(BrokerError) -> IncomingEvent? {
        guard CInt(frame.frame_type) == AMQP_FRAME_METHOD else { return nil }
        defer { amqp_maybe_release_buffers_on_channel(state, 0) }
        let method = frame.payload.method
        switch method.id {
        case AMQP_CONNECTION_BLOCKED_METHOD:
            let blocked = method.decoded?.load(as: amqp_connection_blocked_t.self)
            return .blocked(reason: blocked?.reason.repairedText ?? "")
        case AMQP_CONNECTION_UNBLOCKED_METHOD: return .unblocked
        case AMQP_CONNECTION_CLOSE_METHOD:
            let error = Self.serverError(method, "the broker closed the connection")
            _ = crabbitmq_send_connection_close_ok(state)
            throw error
        default: return nil
        }
    }
}
