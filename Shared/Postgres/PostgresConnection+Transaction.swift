/// How far a transaction is kept apart from those beside it.
public enum TransactionIsolation: Sendable {
    /// Each statement sees what has been committed before it.
    case readCommitted
    /// All statements see the same; a concurrent change is an error (40001) that ``PostgresError/isRetriable``
    /// recognises.
    case repeatableRead
    /// As if transactions ran one after another; otherwise 40001.
    case serializable

    var begin: Statement {
        switch self {
        case .readCommitted: .begin
        case .repeatableRead: Statement("BEGIN ISOLATION LEVEL REPEATABLE READ")
        case .serializable: Statement("BEGIN ISOLATION LEVEL SERIALIZABLE")
        }
    }
}

extension PostgresConnection {
    /// Runs `body` inside of a transaction: COMMIT when it returns, ROLLBACK when it throws or is cancelled.
    ///
    /// Nobody else may use the connection meanwhile. Where round trips count, put BEGIN and COMMIT into segments
    /// instead.
    ///
    /// - Throws: what `body` throws, or a ``PostgresError``; `aborted` if `body` has swallowed the error of a
    ///   statement, so that nothing could be committed.
    @discardableResult
    public nonisolated(nonsending) func withTransaction<Value>(
        isolation: TransactionIsolation = .readCommitted,
        _ body: nonisolated(nonsending) (PostgresConnection) async throws -> Value
    ) async throws -> Value {
        try await run(isolation.begin)
        do {
            let value = try await body(self)
            guard try await run(.commit).commandTag == "COMMIT" else {
                throw PostgresError(.aborted, "a statement of the transaction had failed: it was rolled back")
            }
            return value
        } catch {
            // If that fails the connection is gone, and the transaction with it. The first error is the one that
            // matters.
            try? await rollback()
            throw error
        }
    }
}
