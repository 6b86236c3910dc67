extension PostgresConnection {
    /// Runs one segment: all statements are sent at once, and all results read.
    ///
    /// Without BEGIN the segment is one implicit transaction. With BEGIN, or inside of an open transaction, a failure
    /// leaves the transaction `failed`, and ``rollback()`` must follow. The connection stays usable either way.
    ///
    /// All rows are held in memory: a statement that may return many has a LIMIT.
    ///
    /// - Returns: one result for each statement.
    /// - Throws: the error of the first statement that failed, with its `statementIndex`. `cancelled` when the calling
    ///   task is cancelled before the answer is complete, `timeout` after ``PostgresConfiguration/queryTimeout``,
    ///   `connectionLost` when the session ends.
    @discardableResult
    public nonisolated(nonsending) func run(_ statements: [Statement]) async throws(PostgresError) -> [QueryResult] {
        try await run(segments: [statements])[0].get()
    }

    /// Runs one statement.
    ///
    /// - Throws: as ``run(_:)``.
    @discardableResult
    public nonisolated(nonsending) func run(_ statement: Statement) async throws(PostgresError) -> QueryResult {
        try await run([statement])[0]
    }

    /// Runs several segments in one round trip. Each has its own outcome, and one that fails does not stop those after
    /// it, unless it leaves an open transaction in state `failed`: then they fail with 25P02.
    ///
    /// - Returns: one outcome for each segment, as ``run(_:)`` would have returned or thrown it.
    public nonisolated(nonsending) func run(
        segments: [[Statement]]
    ) async -> [Result<[QueryResult], PostgresError>] {
        await withTaskCancellationHandler {
            await perform(segments, isShielded: false)
        } onCancel: {
            wake.signal()
        }
    }

    /// Ends a transaction that is open, whether it has failed or not; does nothing when none is open.
    ///
    /// The calling task's cancellation does not stop it, because it is what follows a cancellation.
    public nonisolated(nonsending) func rollback() async throws(PostgresError) {
        if transactionState == .idle { return }
        _ = try await perform([[.rollback]], isShielded: true)[0].get()
    }

    /// Asks the server for a sign of life: one round trip, no statement. Without an answer the connection is closed.
    ///
    /// - Parameter limit: how long to wait.
    /// - Throws: as ``run(_:)``.
    public nonisolated(nonsending) func ping(within limit: Duration = .seconds(2)) async throws(PostgresError) {
        let outcomes = await withTaskCancellationHandler {
            await perform([[]], isShielded: false, limit: limit)
        } onCancel: {
            wake.signal()
        }
        _ = try outcomes[0].get()
    }

    /// The whole of a call, on the connection's thread; no other call can come between.
    ///
    /// - Parameters:
    ///   - isShielded: the calling task's cancellation does not count.
    ///   - limit: instead of the configured time; the connection is closed when it has passed.
    func perform(
        _ segments: [[Statement]], isShielded: Bool, limit: Duration? = nil
    ) -> [Result<[QueryResult], PostgresError>] {
        var pipeline = Pipeline(segments)
        if let failure = prepareToSend(segments, isShielded: isShielded) { return pipeline.outcomes(refusing: failure) }
        collectGarbage(&pipeline)
        let interruption = Interruption(
            queryTimeout: limit ?? configuration.queryTimeout,
            cancelTimeout: limit == nil ? configuration.cancelTimeout : .zero, isShielded: isShielded)
        let failure = drive(&pipeline, interruption)
        if let failure {
            logger.warning("database connection closed: \(failure)", metadata: ["pid": "\(backendPID)"])
            drop(failure)
        } else {
            link?.discardNotifications()
            publishState()
        }
        buffer.trim()
        return pipeline.outcomes(lost: failure)
    }

    /// Everything that can be refused is refused before the first byte is sent.
    private func prepareToSend(_ segments: [[Statement]], isShielded: Bool) -> PostgresError? {
        if !isShielded, Task.isCancelled { return PostgresError(.cancelled, "cancelled before anything was sent") }
        guard link != nil else { return unusable }
        for statement in segments.joined() {
            if let refusal = statement.refusal { return PostgresError(.invalidRequest, refusal) }
            guard statement.parameters.count <= Statement.maximumParameters else {
                return PostgresError(.invalidRequest, "more than \(Statement.maximumParameters) parameters")
            }
            let size = statement.parameters.reduce(0) { $0 + $1.encodedSize }
            guard size <= Statement.maximumSize else {
                return PostgresError(.invalidRequest, "parameters of more than \(Statement.maximumSize) bytes")
            }
            buffer.reserve(size)
        }
        return nil
    }
}
