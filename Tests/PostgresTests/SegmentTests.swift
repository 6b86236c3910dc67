import Testing

@testable import Postgres

@Suite(.serialized, .timeLimit(.minutes(2)))
struct SegmentTests {
    private static let insert = "INSERT INTO item (id) SELECT * FROM unnest($1)"

    private func insert(_ ids: Int64...) -> Statement { Statement(Self.insert, [.int64Array(ids)]) }

    private func withItems(_ body: (PostgresConfiguration, PostgresConnection) async throws -> Void) async throws {
        try await TestDatabase.withSchema { configuration, connection in
            try await connection.execute(script: "CREATE TABLE item (id bigint CONSTRAINT item_key PRIMARY KEY)")
            try await body(configuration, connection)
        }
    }

    private func items(_ connection: PostgresConnection) async throws -> [Int64] {
        try await connection.run(Statement("SELECT id FROM item ORDER BY id")).int64Column(0)
    }

    @Test func aSegmentIsOneTransaction() async throws {
        try await withItems { _, connection in
            let results = try await connection.run([insert(1, 2), Statement("SELECT count(*) FROM item"), insert(3)])
            #expect(results.map(\.affectedRows) == [2, 1, 1])
            #expect(results.map(\.commandTag) == ["INSERT 0 2", "SELECT 1", "INSERT 0 1"])
            #expect(try results[1][0].int64(0) == 2)
            #expect(connection.transactionState == .idle)
        }
    }

    @Test func anErrorInTheMiddleUndoesTheSegmentAndNothingElse() async throws {
        try await withItems { _, connection in
            let error = try await postgresError { _ = try await connection.run([insert(1), insert(1), insert(2)]) }
            #expect(error.isUniqueViolation)
            #expect(error.isDataError)
            #expect(!error.isRetriable)
            #expect(error.constraint == "item_key")
            #expect(error.table == "item")
            #expect(error.statementIndex == 1)
            #expect(connection.transactionState == .idle)
            #expect(try await items(connection) == [])
            _ = try await connection.run([insert(1), insert(2)])
            #expect(try await items(connection) == [1, 2])
        }
    }

    @Test func theErrorShowsNoValues() async throws {
        try await withItems { _, connection in
            let error = try await postgresError { _ = try await connection.run([insert(424_242), insert(424_242)]) }
            #expect(error.detail?.contains("424242") == true)
            #expect(!"\(error)".contains("424242"))
            #expect(!String(reflecting: error).contains("424242"))
            #expect("\(error)".contains("23505"))
        }
    }

    @Test func severalSegmentsOfWhichTheFirstFails() async throws {
        try await withItems { _, connection in
            let outcomes = await connection.run(segments: [[insert(1), insert(1)], [insert(5)], [], [insert(6)]])
            #expect(outcomes.count == 4)
            #expect(outcomes[0].failure != nil)
            let counts = try outcomes.dropFirst().map { try $0.get().count }
            #expect(counts == [1, 0, 1])
            #expect(try await items(connection) == [5, 6])
        }
    }

    @Test func aFailedTransactionNeedsARollback() async throws {
        try await withItems { _, connection in
            let commit = [Statement.begin, insert(1), insert(1), .commit]
            let outcomes = await connection.run(segments: [commit, [.begin, insert(2)]])
            #expect(outcomes[0].failure != nil)
            #expect(outcomes[1].failure?.sqlState == "25P02")
            #expect(connection.transactionState == .failed)
            try await connection.rollback()
            #expect(connection.transactionState == .idle)
            try await connection.rollback()
            #expect(try await items(connection) == [])
        }
    }

    @Test func aTransactionGoesOnOverSegments() async throws {
        try await withItems { configuration, connection in
            let other = try await TestDatabase.connect(configuration)
            _ = try await connection.run([.begin, insert(1)])
            #expect(connection.transactionState == .inTransaction)
            #expect(try await items(other) == [])
            let outcomes = await connection.run(segments: [[insert(2), .commit], [.begin, insert(3)]])
            #expect(outcomes.allSatisfy { $0.failure == nil })
            #expect(try await items(other) == [1, 2])
            #expect(connection.transactionState == .inTransaction)
            _ = try await connection.run(.rollback)
            #expect(connection.transactionState == .idle)
            #expect(try await items(other) == [1, 2])
            await other.close()
        }
    }

    @Test func aFailureOfTheImplicitCommitIsTheSegmentsFailure() async throws {
        try await TestDatabase.withSchema { _, connection in
            try await connection.execute(
                script: "CREATE TABLE item (id bigint CONSTRAINT late UNIQUE DEFERRABLE INITIALLY DEFERRED)")
            let outcomes = await connection.run(segments: [[insert(1), insert(1)], [insert(2)]])
            let error = try #require(outcomes[0].failure)
            #expect(error.constraint == "late")
            #expect(error.statementIndex == nil)
            #expect(try outcomes[1].get().count == 1)
            #expect(try await items(connection) == [2])
        }
    }

    @Test func aCommitThatCouldOnlyRollBackIsAnError() async throws {
        try await withItems { _, connection in
            let error = try await postgresError {
                try await connection.withTransaction { connection in
                    _ = await connection.run(segments: [[insert(1), insert(1)]])
                }
            }
            #expect(error.code == .aborted)
            #expect(connection.transactionState == .idle)
            try await connection.withTransaction(isolation: .serializable) { try await $0.run(insert(7)) }
            #expect(try await items(connection) == [7])
        }
    }

    @Test func copyIsRefusedBeforeAnythingIsSent() async throws {
        try await withItems { _, connection in
            for sql in ["COPY item FROM STDIN", " /* a /* b */ */ -- c\n copy item TO STDOUT", ";copy item to stdout"] {
                let error = try await postgresError { _ = try await connection.run([insert(1), Statement(sql)]) }
                #expect(error.code == .invalidRequest)
            }
            #expect(try await items(connection) == [])
        }
    }

    @Test func u0000IsADataError() async throws {
        try await TestDatabase.withConnection { connection in
            let hostile: [Parameter] = [
                .text("a\u{0}b"), .textArray(["\u{0}"]), .jsonbText("{\"a\": \"\u{0}\"}"),
                .jsonbText(#"{"a": "\u0000"}"#),
            ]
            for parameter in hostile {
                let error = try await postgresError { try await connection.run(Statement("SELECT $1", [parameter])) }
                #expect(error.isDataError, "\(error)")
                #expect(connection.isOpen)
            }
        }
    }

    @Test(arguments: [("SELEKT", "42601"), ("SELECT 1; SELECT 2", "42601"), ("SELECT $2", "08P01")])
    func statementsThatCannotWork(_ sql: String, _ state: String) async throws {
        try await TestDatabase.withConnection { connection in
            let error = try await postgresError { try await connection.run(Statement(sql, [.int64(1)])) }
            #expect(error.sqlState == state)
            #expect(!error.isRetriable)
            #expect(error.statementIndex == 0)
            let next = try await connection.run(Statement("SELECT 1"))
            #expect(try next[0].int64(0) == 1)
        }
    }

    @Test func tooManyParametersAndNoStatementAtAll() async throws {
        try await TestDatabase.withConnection { connection in
            let many = [Parameter](repeating: .int16(1), count: 65_536)
            let error = try await postgresError { try await connection.run(Statement("SELECT 1", many)) }
            #expect(error.code == .invalidRequest)
            let nothing = try await connection.run(Statement(""))
            #expect(nothing.rowCount == 0)
        }
    }

    @Test func callsFromManyTasksTakeTurns() async throws {
        try await withItems { _, connection in
            try await withThrowingTaskGroup(of: Int64.self) { group in
                for id in 0..<100 as Range<Int64> {
                    group.addTask {
                        let results = try await connection.run([
                            .begin, Statement(Self.insert, [.int64Array([id])]),
                            Statement("SELECT $1", [.int64(id)]), .commit,
                        ])
                        return try results[2][0].int64(0) - id
                    }
                }
                for try await difference in group { #expect(difference == 0) }
            }
            #expect(try await items(connection).count == 100)
        }
    }
}
