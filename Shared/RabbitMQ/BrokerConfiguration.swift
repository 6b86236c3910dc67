/// Where the broker is and how to talk to it.
public struct BrokerConfiguration: Sendable {
    /// Encryption; certificates are files in PEM form.
    public struct TLS: Sendable, Hashable {
        /// The authorities that may have signed the broker's certificate. There is no default store.
        public var authorityFile: String
        /// This client's certificate, if the broker asks for one; needs ``keyFile``.
        public var certificateFile: String?
        /// The key of ``certificateFile``.
        public var keyFile: String?
        /// Whether the broker's certificate must come from ``authorityFile``. Switch off in experiments only.
        public var verifiesPeer = true
        /// Whether the broker's certificate must name the host of the URL.
        public var verifiesHost = true

        /// Settings that verify everything.
        public init(authorityFile: String, certificateFile: String? = nil, keyFile: String? = nil) {
            self.authorityFile = authorityFile
            self.certificateFile = certificateFile
            self.keyFile = keyFile
        }
    }

    /// Name or address.
    public var host: String
    /// 5672, or 5671 with TLS, unless the URL says otherwise.
    public var port: Int
    /// The user to log in as.
    public var user: String
    /// Never shown by ``description`` or a mirror.
    public var password: String
    /// The virtual host, `/` by default.
    public var virtualHost: String
    /// `nil` for a connection in the clear.
    public var tls: TLS?
    /// Whole seconds between heartbeats, 1 to 300; a peer that is silent for twice as long is gone.
    public var heartbeat: Duration = .seconds(10)
    /// The limit for the TCP connection, and again for TLS and login together. Name resolution has the system's own limit.
    public var connectTimeout: Duration = .seconds(5)
    /// The limit for one request with an answer, such as declaring a queue.
    public var requestTimeout: Duration = .seconds(10)
    /// How often a consumer asks of each of its queues whether the broker still knows it there.
    public var consumerCheck: Duration = .seconds(15)
    /// Shown by the broker's tools, so that a person sees whose connection it is.
    public var connectionName: String
    /// The first pause between two attempts to connect; it doubles, with jitter, up to ``maximumBackoff``.
    public var minimumBackoff: Duration = .milliseconds(100)
    /// The longest pause between two attempts to connect.
    public var maximumBackoff: Duration = .seconds(5)
    /// Bodies over this are not sent, and when received are cut here and flagged (bytes).
    public var maximumBodyBytes = 16 << 20
    /// The largest frame to agree on with the broker (bytes); the broker's own limit is usually 131,072.
    public var maximumFrameBytes = 131_072

    /// Settings without a URL.
    public init(
        host: String, port: Int = 5672, user: String, password: String, virtualHost: String = "/", tls: TLS? = nil
    ) {
        self.host = host
        self.port = port
        self.user = user
        self.password = password
        self.virtualHost = virtualHost
        self.tls = tls
        connectionName = CommandLine.arguments.first?.split(separator: "/").last.map(String.init) ?? "swift"
    }

    /// The same settings under another name, for a process with several connections.
    public func named(_ name: String) -> BrokerConfiguration {
        var copy = self
        copy.connectionName = name
        return copy
    }

    var heartbeatSeconds: CInt { CInt(min(max(heartbeat.components.seconds, 1), 300)) }
}

extension BrokerConfiguration: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The URL without the password.
    public var description: String {
        "\(tls == nil ? "amqp" : "amqps")://\(user):***@\(host):\(port)/\(virtualHost == "/" ? "" : virtualHost)"
    }

    /// The same as ``description``.
    public var debugDescription: String { description }

    /// Shows ``description`` only, so that `dump` and crash reports do not tell the password.
    public var customMirror: Mirror { Mirror(self, children: ["url": description]) }
}
