import CLibPQ

extension PostgresConnection {
    /// Runs a script of any number of statements, separated by semicolons, with the simple protocol.
    ///
    /// For migrations and fixtures: there are no parameters and no results. The script is one implicit transaction
    /// unless it has BEGIN and COMMIT of its own. COPY is refused.
    ///
    /// - Throws: as ``run(_:)``; `statementIndex` counts the statements of the script.
    public nonisolated(nonsending) func execute(script: String) async throws(PostgresError) {
        let outcome = await withTaskCancellationHandler {
            await perform(script: script)
        } onCancel: {
            wake.signal()
        }
        try outcome.get()
    }

    private func perform(script: String) -> Result<Void, PostgresError> {
        if Task.isCancelled { return .failure(PostgresError(.cancelled, "cancelled before anything was sent")) }
        if let refusal = Statement.refusal(script) { return .failure(PostgresError(.invalidRequest, refusal)) }
        guard let connection = link?.connection else { return .failure(unusable) }
        guard PQexitPipelineMode(connection) == 1, PQsendQuery(connection, script) == 1 else { return ended(nil) }
        var progress = ScriptProgress()
        let failure = drive(&progress, connection)
        guard failure == nil, PQenterPipelineMode(connection) == 1 else { return ended(failure) }
        link?.discardNotifications()
        publishState()
        return progress.failure.map(Result.failure) ?? .success(())
    }

    /// The connection cannot be used any more.
    private func ended(_ failure: PostgresError?) -> Result<Void, PostgresError> {
        let error = failure ?? link?.lost ?? PostgresError(.connectionLost, "the connection to the server is gone")
        drop(error)
        return .failure(error)
    }

    private struct ScriptProgress {
        var statement = 0
        var failure: PostgresError?
        var isComplete = false
    }

    /// - Returns: why the connection has to be closed, or `nil`.
    private func drive(_ progress: inout ScriptProgress, _ connection: OpaquePointer) -> PostgresError? {
        var interruption = Interruption(
            queryTimeout: configuration.queryTimeout, cancelTimeout: configuration.cancelTimeout, isShielded: false)
        while true {
            let unsent = PQflush(connection)
            let isAlive = unsent >= 0 && (link?.receive() ?? false)
            while !progress.isComplete, PQisBusy(connection) == 0 {
                if let fatal = take(PQgetResult(connection), &progress, connection, interruption.reason) {
                    return fatal
                }
            }
            if progress.isComplete, !interruption.mustWait { return nil }
            guard isAlive else { return link?.lost }
            guard interruption.review(connection, wake: wake) else {
                return PostgresError(
                    interruption.reason ?? .timeout,
                    "the script was cancelled, and the server did not answer that either")
            }
            wake.wait(socket: PQsocket(connection), isWriting: unsent == 1, until: interruption.nextReview)
        }
    }

    /// Books one result; takes ownership of it.
    private func take(
        _ result: OpaquePointer?, _ progress: inout ScriptProgress, _ connection: OpaquePointer,
        _ reason: PostgresError.Code?
    ) -> PostgresError? {
        guard let result else {
            progress.isComplete = true
            return nil
        }
        defer { PQclear(result) }
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY:
            progress.statement += 1
            return nil
        case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
            // Rare enough that the connection need not survive it.
            return PostgresError(.invalidRequest, "COPY cannot be part of a script", statementIndex: progress.statement)
        default:
            var error = PostgresError(result: result, statementIndex: progress.statement)
            if error.isFatal { error = error.with(code: .connectionLost) }
            if error.sqlState == SQLState.queryCancelled, let reason { error = error.with(code: reason) }
            if progress.failure == nil { progress.failure = error }
            return error.code == .connectionLost ? error : nil
        }
    }
}
