import CRabbitMQ

extension BrokerConnection {
    /// Throws unless a request was answered well.
    static func check(_ reply: amqp_rpc_reply_t, _ action: String) throws(BrokerError) {
        switch reply.reply_type {
        case AMQP_RESPONSE_NORMAL: return
        case AMQP_RESPONSE_SERVER_EXCEPTION: throw serverError(reply.reply, action)
        case AMQP_RESPONSE_LIBRARY_EXCEPTION: throw libraryError(reply.library_error, action)
        default: throw BrokerError(.connectionLost, "\(action): the broker closed the connection without a word")
        }
    }

    func check(_ action: String) throws(BrokerError) { try Self.check(amqp_get_rpc_reply(state), action) }

    /// An error of the library or of the socket under it.
    static func libraryError(_ status: CInt, _ action: String) -> BrokerError {
        switch status {
        case AMQP_STATUS_TIMEOUT.rawValue: BrokerError(.timeout, "\(action): no answer in time")
        case _ where isTLSFailure(status): BrokerError(.tlsFailed, "\(action): \(text(of: status))")
        default: BrokerError(.connectionLost, "\(action): \(text(of: status))")
        }
    }

    /// A `connection.close` or `channel.close`.
    static func serverError(_ method: amqp_method_t, _ action: String) -> BrokerError {
        let isConnection = method.id == AMQP_CONNECTION_CLOSE_METHOD
        guard let decoded = method.decoded, isConnection || method.id == AMQP_CHANNEL_CLOSE_METHOD else {
            return BrokerError(.connectionLost, "\(action): an answer that was not asked for")
        }
        let replyCode: UInt16
        let replyText: amqp_bytes_t
        if isConnection {
            let close = decoded.load(as: amqp_connection_close_t.self)
            (replyCode, replyText) = (close.reply_code, close.reply_text)
        } else {
            let close = decoded.load(as: amqp_channel_close_t.self)
            (replyCode, replyText) = (close.reply_code, close.reply_text)
        }
        let code = BrokerError.Code(replyCode: replyCode, closesConnection: isConnection)
        return BrokerError(code, "\(action): \(replyText.repairedText)", replyCode: replyCode)
    }

    static func isTLSFailure(_ status: CInt) -> Bool {
        (AMQP_STATUS_SSL_CONNECTION_FAILED.rawValue...AMQP_STATUS_SSL_ERROR.rawValue).contains(status)
    }

    static func text(of status: CInt) -> String { String(cString: amqp_error_string2(status)) }
}

extension BrokerError.Code {
    fileprivate init(replyCode: UInt16, closesConnection: Bool) {
        switch Int32(replyCode) {
        case AMQP_ACCESS_REFUSED, AMQP_NOT_ALLOWED: self = .accessRefused
        case AMQP_NOT_FOUND: self = .notFound
        case AMQP_RESOURCE_LOCKED: self = .resourceLocked
        case AMQP_PRECONDITION_FAILED: self = .preconditionFailed
        default: self = closesConnection ? .connectionClosed : .channelClosed
        }
    }
}

extension BrokerError {
    /// The same error as it is meant while logging in: access refused is a wrong password there.
    func duringLogin(as user: String) -> BrokerError {
        if replyCode == UInt16(AMQP_ACCESS_REFUSED) {
            return BrokerError(
                .authenticationFailed, "the broker refuses user '\(user)' with this password", replyCode: replyCode)
        }
        return code == .timeout ? BrokerError(.connectFailed, message) : self
    }

    /// The same error as it is meant while declaring: a precondition is another set of arguments there.
    var duringDeclaration: BrokerError {
        code == .preconditionFailed ? BrokerError(.topologyMismatch, message, replyCode: replyCode) : self
    }
}
