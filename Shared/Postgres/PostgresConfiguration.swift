/// Where a database is, who connects to it, and within which limits.
///
/// No text form of a configuration shows the password.
public struct PostgresConfiguration: Sendable {
    /// How the connection is encrypted and the server's certificate checked.
    public enum TLS: Sendable, Hashable {
        /// Never encrypted: for a private network or a Unix socket.
        case disable
        /// Encrypted if the server can, without any check.
        case prefer
        /// Encrypted, without any check of who the server is.
        case require
        /// The certificate is signed by one of those in the PEM file.
        case verifyCA(rootCertificate: String)
        /// As `verifyCA`, and the certificate is for this host.
        case verifyFull(rootCertificate: String)
    }

    /// A host name, an address, or the folder of a Unix socket (begins with `/`).
    public var host: String
    /// TCP port, or the number in the name of the Unix socket.
    public var port: Int
    /// The role to log in as.
    public var user: String
    /// The database.
    public var database: String
    /// TLS mode; `prefer` unless said otherwise, as everywhere in PostgreSQL.
    public var tls = TLS.prefer
    /// Shown in `pg_stat_activity`.
    public var applicationName = "kauri"

    /// The whole of opening a session: name resolution, TCP, TLS, login and settings.
    public var connectTimeout = Duration.seconds(5)
    /// The server cancels a statement after this time; `nil` for the role's default.
    public var statementTimeout: Duration? = .seconds(30)
    /// The client cancels a segment that has not been answered after this time; `nil` for no limit. It should exceed
    /// ``statementTimeout``, which knows better who is to blame.
    public var queryTimeout: Duration? = .seconds(60)
    /// How long a cancelled segment may take to end before the connection is closed instead.
    public var cancelTimeout = Duration.seconds(5)

    /// Unanswered TCP data, or an unanswered keepalive, closes the connection after this time (`TCP_USER_TIMEOUT`).
    public var tcpUserTimeout = Duration.seconds(15)
    /// A silent connection is probed after this time, in whole seconds.
    public var keepaliveIdle = Duration.seconds(15)
    /// The time between two probes, in whole seconds.
    public var keepaliveInterval = Duration.seconds(5)
    /// That many unanswered probes close the connection.
    public var keepaliveCount = 3

    /// Settings of the session, made before it is handed out: for example `("enable_hashjoin", "off")`.
    public var sessionSettings: [(name: String, value: String)] = []
    /// How many statements a connection keeps prepared, 1 or more; the least recently used one makes room.
    public var maximumPreparedStatements = 256

    /// The password, if one is needed.
    public var password: String? {
        get { secret.value }
        set { secret.value = newValue }
    }

    private var secret: Secret

    /// A configuration from its parts.
    public init(
        host: String = "127.0.0.1", port: Int = 5_432, user: String, password: String? = nil, database: String
    ) {
        self.host = host
        self.port = port
        self.user = user
        self.database = database
        secret = Secret(value: password)
    }
}

extension PostgresConfiguration: CustomStringConvertible, CustomDebugStringConvertible {
    /// Host, port, user and database; never the password.
    public var description: String { "postgresql://\(user)@\(host):\(port)/\(database)" }
    /// The same as ``description``.
    public var debugDescription: String { description }
}

/// A text that no kind of printing shows.
private struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    var value: String?

    var description: String { "<redacted>" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: []) }
}
