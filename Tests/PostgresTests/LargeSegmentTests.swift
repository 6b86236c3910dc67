import Testing

@testable import Postgres

/// More in both directions than all buffers between client and server can hold: whoever sends without reading hangs.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct LargeSegmentTests {
    @Test func fiftyTimesFiveMegabytesThereAndBack() async throws {
        try await TestDatabase.withConnection { connection in
            let content = (0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            let statements = [Statement](repeating: Statement("SELECT $1", [.bytea(content)]), count: 50)
            let results = try await connection.run(statements)
            #expect(results.count == 50)
            #expect(try results.allSatisfy { result in try result[0].bytes(0) == content })
            #expect(connection.transactionState == .idle)
        }
    }

    @Test func anErrorAtTheBeginningOfALargeSegment() async throws {
        try await TestDatabase.withConnection { connection in
            let content = [UInt8](repeating: 7, count: 5_000_000)
            var statements = [Statement](repeating: Statement("SELECT $1", [.bytea(content)]), count: 20)
            statements.insert(Statement("SELECT 1 / $1", [.int64(0)]), at: 0)
            let error = try await postgresError { _ = try await connection.run(statements) }
            #expect(error.sqlState == "22012")
            #expect(error.statementIndex == 0)
            #expect(try await connection.run(Statement("SELECT 1"))[0].int64(0) == 1)
        }
    }

    @Test func manySmallStatementsWithLargeResults() async throws {
        try await TestDatabase.withConnection { connection in
            let statement = Statement("SELECT repeat('x', 1000) FROM generate_series(1, $1)", [.int32(1_000)])
            let outcomes = await connection.run(
                segments: .init(repeating: .init(repeating: statement, count: 10), count: 10))
            let rows = try outcomes.reduce(0) { try $0 + $1.get().reduce(0) { $0 + $1.rowCount } }
            #expect(rows == 100_000)
        }
    }
}
