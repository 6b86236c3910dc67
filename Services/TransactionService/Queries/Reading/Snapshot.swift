import Contracts
import Postgres

/// The ledger at one moment: all statements of one query see the same.
struct Snapshot: Sendable {
    private let connection: PostgresConnection
    private var isBegun = false
    /// Everything that was committed before this moment is seen; the database's clock.
    private(set) var now = Timestamp(microseconds: 0)

    init(_ connection: PostgresConnection) { self.connection = connection }

    /// Runs statements in one round trip; the first ones begin the snapshot.
    mutating func run(_ statements: [Statement]) async throws(PostgresError) -> [QueryResult] {
        guard !isBegun else { return try await connection.run(statements) }
        let results = try await connection.run(Self.beginning + statements)
        isBegun = true
        now = Timestamp(microseconds: try results[1][0].timestamp(0))
        return Array(results.dropFirst(Self.beginning.count))
    }

    /// Runs one statement.
    mutating func run(_ statement: Statement) async throws(PostgresError) -> QueryResult {
        try await run([statement])[0]
    }

    private static let beginning = [
        Statement("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
        // When the transaction began, which is before the snapshot was taken.
        Statement("SELECT now()"),
    ]
}
