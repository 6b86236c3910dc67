import Testing

@testable import Postgres

@Suite(.serialized, .timeLimit(.minutes(1)))
struct PreparedStatementTests {
    private func prepared(_ connection: PostgresConnection) async throws -> [String] {
        let sql = "SELECT statement FROM pg_prepared_statements ORDER BY prepare_time, name"
        return try await connection.run(Statement(once: sql)).textColumn(0)
    }

    @Test func preparedOnceOnFirstUse() async throws {
        try await TestDatabase.withConnection { connection in
            let statement = Statement("SELECT $1 + 1", [.int64(1)])
            for _ in 0..<3 { _ = try await connection.run([statement, statement]) }
            #expect(try await prepared(connection) == ["SELECT $1 + 1"])
            // Other parameter types are another statement.
            #expect(try await connection.run(Statement("SELECT $1 + 1", [.int32(1)]))[0].int32(0) == 2)
            #expect(try await prepared(connection).count == 2)
        }
    }

    @Test func aPreparationThatFailsIsNotRemembered() async throws {
        try await TestDatabase.withSchema { _, connection in
            let statement = Statement("SELECT count(*) FROM later")
            #expect(try await postgresError { try await connection.run(statement) }.sqlState == "42P01")
            try await connection.run(Statement(once: "CREATE TABLE later (id bigint)"))
            #expect(try await connection.run(statement)[0].int64(0) == 0)
        }
    }

    @Test func aPreparationBehindAFailureIsNotRemembered() async throws {
        try await TestDatabase.withConnection { connection in
            let behind = Statement("SELECT 'behind'")
            for _ in 0..<2 {
                let error = try await postgresError {
                    _ = try await connection.run([Statement("SELECT 1 / 0"), behind])
                }
                #expect(error.sqlState == "22012")
            }
            #expect(try await connection.run(behind)[0].text(0) == "behind")
        }
    }

    @Test func aPreparationInATransactionThatIsRolledBackStays() async throws {
        try await TestDatabase.withConnection { connection in
            let statement = Statement("SELECT 'kept'")
            _ = try await connection.run([.begin, statement])
            try await connection.rollback()
            _ = try await connection.run(statement)
            _ = await connection.run(segments: [[.begin, statement, Statement("SELECT 1 / 0")]])
            try await connection.rollback()
            #expect(try await connection.run(statement)[0].text(0) == "kept")
            #expect(try await prepared(connection).filter { $0 == "SELECT 'kept'" }.count == 1)
        }
    }

    @Test func aLaterSegmentDoesNotRelyOnAnEarlierOne() async throws {
        try await TestDatabase.withConnection { connection in
            let shared = Statement("SELECT 'shared'")
            let outcomes = await connection.run(segments: [[Statement("SELECT 1 / 0"), shared], [shared], [shared]])
            #expect(outcomes[0].failure != nil)
            let results = try [outcomes[1].get()[0], outcomes[2].get()[0], await connection.run(shared)]
            #expect(try results.allSatisfy { result in try result[0].text(0) == "shared" })
        }
    }

    @Test func theirNumberIsBounded() async throws {
        try await TestDatabase.withConnection({ $0.maximumPreparedStatements = 8 }) { connection in
            for round in 0..<3 {
                for number in 0..<30 {
                    let result = try await connection.run(Statement("SELECT \(number)"))
                    #expect(try result[0].int64(0) == Int64(number), "round \(round)")
                }
            }
            // The evicted ones are dropped by the next call outside of a transaction: this one.
            #expect(try await prepared(connection).count <= 8)
            // Inside of a transaction nothing can be dropped, and still everything works.
            _ = try await connection.run(.begin)
            for number in 100..<200 { try await connection.run(Statement("SELECT \(number)")) }
            let held = try await prepared(connection).count
            #expect(held <= 17)
            try await connection.rollback()
            #expect(try await prepared(connection).count <= 9)
        }
    }

    @Test func aPlanThatAChangeOfTablesMadeStaleIsMadeAgain() async throws {
        try await TestDatabase.withSchema { _, connection in
            try await connection.execute(script: "CREATE TABLE item (id bigint)")
            let statement = Statement("SELECT * FROM item")
            try await connection.run(statement)
            try await connection.execute(script: "ALTER TABLE item ADD COLUMN name text")
            let error = try await postgresError { try await connection.run(statement) }
            #expect(error.sqlState == "0A000")
            #expect(error.isRetriable)
            #expect(try await connection.run(statement).columnCount == 2)
        }
    }

    @Test func statementsThatVanishedAreMadeAgain() async throws {
        try await TestDatabase.withConnection { connection in
            let statement = Statement("SELECT 'here'")
            try await connection.run(statement)
            try await connection.execute(script: "DEALLOCATE ALL")
            #expect(try await postgresError { try await connection.run(statement) }.isRetriable)
            #expect(try await connection.run(statement)[0].text(0) == "here")
        }
    }
}
