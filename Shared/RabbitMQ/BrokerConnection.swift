import CRabbitMQ

/// One connection with one channel, over librabbitmq.
///
/// Not `Sendable`: it lives inside an actor that is pinned to a thread, and every call may block that thread for a bounded
/// time. It knows no retries; whoever owns it throws it away after an error.
final class BrokerConnection {
    /// What the socket's send buffer is asked to be; the kernel grants at most twice `net.core.wmem_max`.
    private static let sendBufferBytes: CInt = 1 << 20

    let state: amqp_connection_state_t
    let descriptor: CInt
    let configuration: BrokerConfiguration
    let maximumFrameBytes: Int
    /// The number of the open channel; alternates, so that frames of a closed one are recognised.
    private(set) var channel: amqp_channel_t = 1
    var assembler: MessageAssembler
    /// Where strings and tables of what is being sent live until the call returns.
    var scratch = amqp_pool_t()
    /// Bytes that may be sent before the socket must be asked again.
    var sendCredit = 0

    /// Connects, logs in and opens a channel.
    init(_ configuration: BrokerConfiguration) throws(BrokerError) {
        guard let state = amqp_new_connection() else { throw BrokerError(.connectFailed, "out of memory") }
        do {
            descriptor = try Self.openSocket(of: state, configuration)
            try Self.logIn(to: state, configuration)
            amqp_channel_open(state, 1)
            try Self.check(amqp_get_rpc_reply(state), "opening a channel")
        } catch {
            amqp_destroy_connection(state)
            throw error
        }
        self.state = state
        self.configuration = configuration
        maximumFrameBytes = Int(amqp_get_frame_max(state))
        assembler = MessageAssembler(maximumBodyBytes: configuration.maximumBodyBytes)
        init_amqp_pool(&scratch, 16_384)
        let patience = max(configuration.heartbeatSeconds * 3, 5)
        crabbitmq_tune_socket(descriptor, Self.sendBufferBytes, patience * 1_000)
    }

    deinit {
        amqp_destroy_connection(state)
        empty_amqp_pool(&scratch)
    }

    /// Says goodbye, for a second at most, so that the broker does not report a broken connection.
    func close() {
        var patience = timeval(tv_sec: 1, tv_usec: 0)
        amqp_set_rpc_timeout(state, &patience)
        _ = amqp_connection_close(state, AMQP_REPLY_SUCCESS)
    }

    /// Closes the channel, whereupon everything unacknowledged returns to its queue in order, and opens another.
    func reopenChannel() throws(BrokerError) {
        try Self.check(amqp_channel_close(state, channel, AMQP_REPLY_SUCCESS), "closing the channel")
        channel = channel == 1 ? 2 : 1
        assembler = MessageAssembler(maximumBodyBytes: configuration.maximumBodyBytes)
        amqp_channel_open(state, channel)
        try Self.check(amqp_get_rpc_reply(state), "opening a channel")
    }

    private static func openSocket(
        of state: amqp_connection_state_t, _ configuration: BrokerConfiguration
    ) throws(BrokerError) -> CInt {
        let socket: OpaquePointer?
        if let tls = configuration.tls {
            socket = try makeSecureSocket(of: state, tls)
        } else {
            socket = amqp_tcp_socket_new(state)
        }
        guard let socket else { throw BrokerError(.connectFailed, "out of memory") }
        var limit = timeval(configuration.connectTimeout)
        let status = amqp_socket_open_noblock(socket, configuration.host, CInt(configuration.port), &limit)
        guard status == AMQP_STATUS_OK.rawValue else {
            let place = "\(configuration.host):\(configuration.port)"
            throw BrokerError(isTLSFailure(status) ? .tlsFailed : .connectFailed, "\(place): \(text(of: status))")
        }
        return amqp_get_sockfd(state)
    }

    private static func makeSecureSocket(
        of state: amqp_connection_state_t, _ tls: BrokerConfiguration.TLS
    ) throws(BrokerError) -> OpaquePointer? {
        guard let socket = amqp_ssl_socket_new(state) else { return nil }
        amqp_ssl_socket_set_verify_peer(socket, tls.verifiesPeer ? 1 : 0)
        amqp_ssl_socket_set_verify_hostname(socket, tls.verifiesPeer && tls.verifiesHost ? 1 : 0)
        guard amqp_ssl_socket_set_ssl_versions(socket, AMQP_TLSv1_2, AMQP_TLSvLATEST) == AMQP_STATUS_OK.rawValue else {
            throw BrokerError(.tlsFailed, "TLS 1.2 is not available")
        }
        if tls.verifiesPeer || !tls.authorityFile.isEmpty {
            guard amqp_ssl_socket_set_cacert(socket, tls.authorityFile) == AMQP_STATUS_OK.rawValue else {
                throw BrokerError(.invalidConfiguration, "cannot read the authorities in '\(tls.authorityFile)'")
            }
        }
        if let certificate = tls.certificateFile {
            guard amqp_ssl_socket_set_key(socket, certificate, tls.keyFile ?? certificate) == AMQP_STATUS_OK.rawValue
            else {
                throw BrokerError(.invalidConfiguration, "cannot read the certificate '\(certificate)' or its key")
            }
        }
        return socket
    }

    private static func logIn(
        to state: amqp_connection_state_t, _ configuration: BrokerConfiguration
    ) throws(BrokerError) {
        var limit = timeval(configuration.connectTimeout)
        amqp_set_handshake_timeout(state, &limit)
        // The last step of the login, opening the virtual host, counts as a request.
        amqp_set_rpc_timeout(state, &limit)
        let reply = crabbitmq_login(
            state, configuration.virtualHost, CInt(configuration.maximumFrameBytes), configuration.heartbeatSeconds,
            configuration.connectionName, configuration.user, configuration.password)
        do {
            try check(reply, "logging in")
        } catch {
            throw error.duringLogin(as: configuration.user)
        }
        var requestLimit = timeval(configuration.requestTimeout)
        amqp_set_rpc_timeout(state, &requestLimit)
    }
}

extension timeval {
    init(_ duration: Duration) {
        let (seconds, attoseconds) = max(duration, .milliseconds(1)).components
        self.init(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
    }
}
