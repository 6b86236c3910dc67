import Postgres

/// All that a command could have changed, in one comparable value.
public struct LedgerState: Sendable, Hashable {
    /// For each table how many rows it has, and a hash over all of them.
    public let tables: [String: String]

    /// Takes the state.
    public init(_ connection: PostgresConnection) async throws {
        var tables: [String: String] = [:]
        for table in LedgerAudit.tables {
            let sql = """
                SELECT count(*) || ' rows, ' || coalesce(md5(string_agg(md5(row::text), '' ORDER BY md5(row::text))), '')
                FROM \(table) AS row
                """
            tables[table] = try await connection.run(Statement(once: sql))[0].text(0)
        }
        self.tables = tables
    }
}

extension World {
    /// All that a command could have changed.
    public nonisolated func state() async throws -> LedgerState {
        try await withOwner { try await LedgerState($0) }
    }
}
