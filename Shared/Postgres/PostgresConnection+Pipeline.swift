import CLibPQ

/// Sending and receiving at once: a large segment would deadlock if its results were read only after all of it was
/// sent.
extension PostgresConnection {
    /// How much is handed to libpq before it is asked whether the server takes it.
    private static let window = 1 << 16

    /// Runs the pipeline until everything is answered.
    ///
    /// - Returns: why the connection has to be closed, or `nil`.
    func drive(_ pipeline: inout Pipeline, _ interruption: consuming Interruption) -> PostgresError? {
        guard let connection = link?.connection else { return unusable }
        var isBacklogged = false
        while true {
            while !isBacklogged, !pipeline.isSent {
                guard send(&pipeline) else { return lost() }
                let unsent = PQflush(connection)
                guard unsent >= 0 else { return afterLoss(&pipeline, &interruption) }
                isBacklogged = unsent == 1
            }
            if let fatal = receive(&pipeline, &interruption) { return fatal }
            if pipeline.isSent, pipeline.isAnswered, !interruption.mustWait { return nil }
            guard interruption.review(connection, wake: wake) else {
                let why = "the statements were cancelled, and the server did not answer that either"
                return PostgresError(interruption.reason ?? .timeout, why)
            }
            if let reason = interruption.reason {
                pipeline.stopSending(PostgresError(reason, "the segment was not sent any more"))
            }
            if pipeline.isSent, pipeline.isAnswered, !interruption.mustWait { return nil }

            wake.wait(socket: PQsocket(connection), isWriting: isBacklogged, until: interruption.nextReview)
            guard link?.receive() ?? false else { return afterLoss(&pipeline, &interruption) }
            let unsent = PQflush(connection)
            guard unsent >= 0 else { return afterLoss(&pipeline, &interruption) }
            isBacklogged = unsent == 1
        }
    }

    /// Hands over statements until there is a window full or nothing left.
    ///
    /// - Returns: false if libpq refuses, which it does only when the connection is unusable.
    private func send(_ pipeline: inout Pipeline) -> Bool {
        guard let connection = link?.connection else { return false }
        var size = 0
        while !pipeline.isSent, size < Self.window {
            let (segment, index) = pipeline.next
            guard index < pipeline.segments[segment].count else {
                guard PQpipelineSync(connection) == 1 else { return false }
                pipeline.expect(.end(segment: segment))
                pipeline.advanceSegment()
                continue
            }
            guard send(pipeline.segments[segment][index], segment, index, &pipeline, connection) else { return false }
            size += buffer.encodedSize
            pipeline.advanceStatement()
        }
        return true
    }

    private func send(
        _ statement: Statement, _ segment: Int, _ index: Int, _ pipeline: inout Pipeline, _ connection: OpaquePointer
    ) -> Bool {
        buffer.encode(statement.parameters)
        let plan: PreparedStatements.Plan =
            statement.isKept ? prepared.plan(statement.sql, types: buffer.types, segment: segment) : .direct
        switch plan {
        case .direct:
            pipeline.expect(.result(segment: segment, statement: index, name: nil))
            return buffer.send(statement.sql, to: connection)
        case .prepare(let name):
            pipeline.expect(.preparation(segment: segment, statement: index, name: name))
            guard buffer.prepare(name, statement.sql, on: connection) else { return false }
            pipeline.expect(.result(segment: segment, statement: index, name: name))
            return buffer.sendPrepared(name, to: connection)
        case .use(let name):
            pipeline.expect(.result(segment: segment, statement: index, name: name))
            return buffer.sendPrepared(name, to: connection)
        }
    }

    /// Takes all answers that are complete; never waits.
    ///
    /// - Returns: why the connection has to be closed, or `nil`.
    private func receive(_ pipeline: inout Pipeline, _ interruption: inout Interruption) -> PostgresError? {
        guard let connection = link?.connection else { return lost() }
        var nulls = 0
        while let awaited = pipeline.awaited, PQisBusy(connection) == 0 {
            guard let result = PQgetResult(connection) else {
                // NULL separates the answers. None follows a synchronisation point, but one precedes it when the
                // implicit commit failed. Two in a row mean that libpq owes nothing: the bookkeeping would never end.
                nulls += 1
                guard nulls < 3 else {
                    return PostgresError(.connectionLost, "the answers do not match the statements")
                }
                if !awaited.isEnd { pipeline.advanceAnswer() }
                continue
            }
            nulls = 0
            switch PQresultStatus(result) {
            case PGRES_PIPELINE_SYNC:
                PQclear(result)
                pipeline.advanceAnswer()
                if case .end(let segment) = awaited { pipeline.complete(segment) }
                interruption.restart()
            case PGRES_COPY_IN, PGRES_COPY_OUT, PGRES_COPY_BOTH:
                PQclear(result)
                return PostgresError(.invalidRequest, "COPY cannot be part of a segment")
            default:
                if let fatal = settle(result, awaited, &pipeline, interruption.reason) { return fatal }
            }
        }
        return nil
    }

    /// Books one answer; takes ownership of it.
    private func settle(
        _ result: OpaquePointer, _ awaited: Pipeline.Expected, _ pipeline: inout Pipeline, _ reason: PostgresError.Code?
    ) -> PostgresError? {
        let isSuccess = [PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY].contains(PQresultStatus(result))
        switch awaited {
        case .preparation(let segment, let index, let name):
            defer { PQclear(result) }
            let sql = pipeline.segments[segment][index].sql
            if isSuccess {
                prepared.confirm(sql, name: name)
                return nil
            }
            prepared.forget(sql, name: name, remains: false)
            return fail(segment, index, result, &pipeline, reason)
        case .result(let segment, let index, let name):
            if isSuccess {
                pipeline.add(QueryResult(result), to: segment)
                return nil
            }
            defer { PQclear(result) }
            if let name { reconsider(pipeline.segments[segment][index].sql, name, result) }
            return fail(segment, index, result, &pipeline, reason)
        case .end(let segment):
            // The implicit commit has failed: a deferred constraint, or a serialization failure.
            defer { PQclear(result) }
            return fail(segment, nil, result, &pipeline, reason)
        case .housekeeping, .housekeepingEnd:
            PQclear(result)
            return nil
        }
    }

    /// Books a failure.
    ///
    /// - Returns: the error if it has ended the session.
    private func fail(
        _ segment: Int, _ index: Int?, _ result: OpaquePointer, _ pipeline: inout Pipeline,
        _ reason: PostgresError.Code?
    ) -> PostgresError? {
        if PQresultStatus(result) == PGRES_PIPELINE_ABORTED {
            pipeline.fail(segment, PostgresError(.aborted, "an earlier statement of the segment failed"))
            return nil
        }
        var error = PostgresError(result: result, statementIndex: index)
        if error.isFatal { error = error.with(code: .connectionLost) }
        if error.sqlState == SQLState.queryCancelled, let reason { error = error.with(code: reason) }
        pipeline.fail(segment, error)
        return error.code == .connectionLost ? error : nil
    }

    /// A prepared statement that cannot be used any more is prepared again the next time.
    private func reconsider(_ sql: String, _ name: String, _ result: OpaquePointer) {
        switch PostgresError(result: result, statementIndex: nil).sqlState {
        case SQLState.undefinedStatement: prepared.forget(sql, name: name, remains: false)
        case SQLState.featureNotSupported: prepared.forget(sql, name: name, remains: true)
        default: break
        }
    }

    /// The connection has ended: takes the answers that arrived before that, and says why it did.
    private func afterLoss(_ pipeline: inout Pipeline, _ interruption: inout Interruption) -> PostgresError {
        let lost = lost()
        return receive(&pipeline, &interruption) ?? lost
    }

    private func lost() -> PostgresError {
        link?.lost ?? PostgresError(.connectionLost, "the connection to the server is gone")
    }

    /// Drops the statements that nobody uses, each in a segment of its own, so that none can hinder another.
    ///
    /// Only outside of a transaction: a failed one refuses it, and would take the caller's ROLLBACK along.
    func collectGarbage(_ pipeline: inout Pipeline) {
        guard transactionState == .idle, let connection = link?.connection else { return }
        for name in prepared.takeGarbage() {
            buffer.encode([])
            guard buffer.send("DEALLOCATE \(name)", to: connection) else { return }
            pipeline.expect(.housekeeping)
            guard PQpipelineSync(connection) == 1 else { return }
            pipeline.expect(.housekeepingEnd)
        }
    }
}
