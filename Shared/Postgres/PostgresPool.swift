import Logging

/// A few connections that many tasks share, for work that is not the hot path.
///
/// Connections are opened when they are needed and kept. One that has ended is replaced; while the server refuses,
/// attempts are spaced by a growing, jittered pause. Tasks that find all connections busy wait in a queue that is
/// bounded in length and in time. Settings and session locks that a task leaves on a connection are seen by the next
/// one.
public actor PostgresPool {
    /// How a pool is used at this moment.
    public struct Statistics: Sendable, Hashable {
        /// Open and waiting for work.
        public let idle: Int
        /// Handed out.
        public let leased: Int
        /// Being opened.
        public let opening: Int
        /// Tasks that wait for a connection.
        public let waiting: Int
    }

    /// Limits of a pool.
    public struct Limits: Sendable {
        /// The most connections, 1 or more.
        public var size: Int
        /// The most tasks that wait for a connection; the next one gets `poolExhausted` at once.
        public var maximumWaiters = 1_000
        /// The longest wait for a connection.
        public var acquireTimeout = Duration.seconds(5)
        /// A connection that nobody has used for this long is asked for a sign of life before it is handed out.
        public var idleCheck = Duration.seconds(10)
        /// The first pause after the server has refused a connection; it doubles with each further refusal.
        public var backoff = Duration.milliseconds(100)
        /// The longest of these pauses.
        public var maximumBackoff = Duration.seconds(5)

        /// The usual limits for a pool of `size` connections.
        public init(size: Int) {
            self.size = size
        }
    }

    struct Idle {
        let connection: PostgresConnection
        let since: ContinuousClock.Instant
    }

    typealias Waiter = CheckedContinuation<Result<PostgresConnection, PostgresError>, Never>

    let configuration: PostgresConfiguration
    let limits: Limits
    let logger: Logger

    // The last used is the first to be used again, so that the others can be seen to be unneeded.
    var idle: [Idle] = []
    var leased: [ObjectIdentifier: PostgresConnection] = [:]
    var opening = 0
    var waiters = WaiterQueue<Waiter>()
    var backoff: Backoff
    var isShutDown = false

    /// Makes a pool; nothing is opened yet.
    ///
    /// - Parameters:
    ///   - configuration: for each connection.
    ///   - limits: how many, and how long.
    ///   - logger: told about refused connections, and the server's notices.
    public init(_ configuration: PostgresConfiguration, limits: Limits, logger: Logger) {
        precondition(limits.size > 0, "a pool needs at least one connection")
        self.configuration = configuration
        self.limits = limits
        self.logger = logger
        backoff = Backoff(first: limits.backoff, longest: limits.maximumBackoff)
    }

    /// Makes a pool of `size` connections with the usual limits; nothing is opened yet.
    public init(_ configuration: PostgresConfiguration, size: Int, logger: Logger) {
        self.init(configuration, limits: Limits(size: size), logger: logger)
    }

    /// How the pool is used at this moment.
    public var statistics: Statistics {
        Statistics(idle: idle.count, leased: leased.count, opening: opening, waiting: waiters.count)
    }

    /// Lends a connection to `body`; a transaction that it leaves open is rolled back.
    ///
    /// - Throws: what `body` throws; ``PostgresError``: `poolExhausted` after ``Limits/acquireTimeout`` or with a full
    ///   queue, `connectFailed` when the server refuses for good, `cancelled`, or `closed` after ``shutdown(within:)``.
    @discardableResult
    public nonisolated(nonsending) func withConnection<Value>(
        _ body: nonisolated(nonsending) (PostgresConnection) async throws -> Value
    ) async throws -> Value {
        let connection = try await acquire()
        do {
            let value = try await body(connection)
            await release(connection)
            return value
        } catch {
            await release(connection)
            throw error
        }
    }

    /// Lends a connection to `body` inside of a transaction: COMMIT when it returns, ROLLBACK when it throws.
    ///
    /// - Throws: as ``withConnection(_:)`` and ``PostgresConnection/withTransaction(isolation:_:)``.
    @discardableResult
    public nonisolated(nonsending) func withTransaction<Value>(
        isolation: TransactionIsolation = .readCommitted,
        _ body: nonisolated(nonsending) (PostgresConnection) async throws -> Value
    ) async throws -> Value {
        try await withConnection { connection in
            try await connection.withTransaction(isolation: isolation, body)
        }
    }

    /// Refuses new work, waits for what is under way, and closes all connections.
    ///
    /// - Parameter limit: after this time connections that are still lent out are closed under their users.
    public func shutdown(within limit: Duration = .seconds(10)) async {
        isShutDown = true
        for waiter in waiters.removeAll() { waiter.resume(returning: .failure(Self.closed)) }
        for entry in idle { await entry.connection.close() }
        idle.removeAll()
        let deadline = ContinuousClock.now + limit
        // Polled, because it happens once and must not depend on whoever holds a connection.
        while !leased.isEmpty || opening > 0, ContinuousClock.now < deadline, !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(10))
        }
        for connection in leased.values { await connection.close() }
    }

    static let closed = PostgresError(.closed, "the pool has been shut down")
}
