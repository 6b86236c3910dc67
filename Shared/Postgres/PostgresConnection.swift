import CLibPQ
import DedicatedThread
import Logging
import Synchronization

/// One session with a PostgreSQL server, on a thread of its own.
///
/// Statements go in *segments*: everything in a segment is sent at once and answered at once, and a segment is one
/// implicit transaction unless it begins or ends an explicit one. A call is one piece of work for the thread from its
/// first byte to its last answer, so calls from several tasks take turns and never mix.
///
/// The connection never opens again: once ``isOpen`` is false, make another, or let a ``PostgresPool`` do so.
public actor PostgresConnection {
    /// What the session's transaction is like between two calls.
    public enum TransactionState: UInt8, Sendable {
        /// No transaction is open.
        case idle
        /// A transaction is open.
        case inTransaction
        /// A statement of an open transaction failed: only ROLLBACK is accepted.
        case failed
        /// The connection is closed.
        case unknown
    }

    let thread: DedicatedThread
    let configuration: PostgresConfiguration
    nonisolated let logger: Logger
    nonisolated let wake = WakeCounter()
    private nonisolated let state = Atomic(TransactionState.unknown.rawValue)
    private nonisolated let pid = Atomic<Int32>(0)

    // `nil` before the session is open and after it has ended.
    var link: Link?
    var prepared: PreparedStatements
    var buffer = ParameterBuffer()
    // What ended the session; `nil` while it lives, and when `close()` did.
    private var loss: PostgresError?

    /// The connection's own thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

    init(_ configuration: PostgresConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
        prepared = PreparedStatements(limit: configuration.maximumPreparedStatements)
        thread = DedicatedThread(name: "postgres")
    }

    deinit {
        // The thread may sleep on the socket, which closes with `link`.
        thread.unwatch()
        thread.stop()
    }

    /// Whether the session lives, as far as is known: an end is noticed at once when the network tells it, and after
    /// ``PostgresConfiguration/tcpUserTimeout`` or the keepalives when it does not.
    public nonisolated var isOpen: Bool { transactionState != .unknown }

    /// The state of the session's transaction after the last call; readable without changing thread.
    public nonisolated var transactionState: TransactionState {
        TransactionState(rawValue: state.load(ordering: .acquiring)) ?? .unknown
    }

    /// The process number of the server's side, for `pg_terminate_backend`; 0 before the session is open.
    public nonisolated var backendPID: Int32 { pid.load(ordering: .relaxed) }

    /// Ends the session. Idempotent; calls that are waiting then throw ``PostgresError/Code/closed``.
    public func close() { drop(nil) }

    /// Publishes what libpq knows about the session, for readers on other threads.
    func publishState() {
        let current = link?.transactionState ?? .unknown
        state.store(current.rawValue, ordering: .releasing)
        pid.store(link?.backendPID ?? 0, ordering: .relaxed)
    }

    /// Ends the session at once.
    ///
    /// - Parameter reason: what calls from now on are told; `nil` if it was closed on purpose.
    func drop(_ reason: PostgresError?) {
        guard link != nil else { return }
        thread.unwatch()
        link = nil
        loss = reason
        publishState()
    }

    /// Why nothing can be sent: a caller may try again on another connection, unless this one was closed on purpose.
    var unusable: PostgresError {
        guard let loss else { return PostgresError(.closed, "the connection is closed") }
        return PostgresError(.connectionLost, "the session had ended: \(loss.message)", sqlState: loss.sqlState)
    }

    /// Between two calls only an end, a notice or a notification can arrive: an end shall be known before the next
    /// call.
    func watchIdle() {
        guard let socket = link?.socket, socket >= 0 else { return }
        thread.watch(socket, interval: .seconds(60)) { [weak self] in
            self?.assumeIsolated { $0.receiveIdle() }
        }
    }

    private func receiveIdle() {
        guard link != nil else { return }
        let isAlive = link?.receive() ?? false
        link?.discardNotifications()
        if !isAlive || link?.isBroken != false {
            logger.warning("the server has ended an idle database connection", metadata: ["pid": "\(backendPID)"])
            drop(link?.lost)
        }
    }
}
