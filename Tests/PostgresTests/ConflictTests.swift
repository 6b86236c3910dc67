import Testing

@testable import Postgres

/// Errors that come from several sessions at once.
@Suite(.serialized, .timeLimit(.minutes(1)))
struct ConflictTests {
    private func withAccounts(
        _ body: (PostgresConnection, PostgresConnection) async throws -> Void
    ) async throws {
        try await TestDatabase.withSchema { configuration, connection in
            try await connection.execute(
                script: """
                    CREATE TABLE account (id bigint PRIMARY KEY, balance bigint NOT NULL);
                    INSERT INTO account VALUES (1, 100), (2, 100)
                    """)
            let other = try await TestDatabase.connect(configuration)
            try await body(connection, other)
            await other.close()
        }
    }

    private static func add(_ amount: Int64, to id: Int64) -> Statement {
        Statement("UPDATE account SET balance = balance + $1 WHERE id = $2", [.int64(amount), .int64(id)])
    }

    @Test func aDeadlockIsRetriable() async throws {
        try await withAccounts { first, second in
            _ = try await first.run([.begin, Self.add(1, to: 1)])
            _ = try await second.run([.begin, Self.add(1, to: 2)])
            async let one = first.run(segments: [[Self.add(1, to: 2)]])
            async let two = second.run(segments: [[Self.add(1, to: 1)]])
            let outcomes = await [one[0], two[0]]
            let errors = outcomes.compactMap(\.failure)
            #expect(errors.count == 1)
            #expect(errors.first?.sqlState == "40P01")
            #expect(errors.first?.isRetriable == true)
            try await first.rollback()
            try await second.rollback()
            #expect(try await first.run(Statement("SELECT sum(balance)::bigint FROM account"))[0].int64(0) == 200)
        }
    }

    @Test func aSerializationFailureIsRetriable() async throws {
        try await withAccounts { first, second in
            let begin = Statement("BEGIN ISOLATION LEVEL REPEATABLE READ")
            let read = Statement("SELECT balance FROM account WHERE id = 1")
            _ = try await first.run([begin, read])
            try await second.run(Self.add(5, to: 1))
            let error = try await postgresError { try await first.run(Self.add(1, to: 1)) }
            #expect(error.sqlState == "40001")
            #expect(error.isRetriable)
            #expect(!error.isDataError)
            try await first.rollback()
        }
    }

    @Test func aLockThatIsNotThereIsRetriable() async throws {
        try await withAccounts { first, second in
            _ = try await first.run([.begin, Self.add(1, to: 1)])
            let statement = Statement("SELECT id FROM account WHERE id = 1 FOR UPDATE NOWAIT")
            let error = try await postgresError { try await second.run(statement) }
            #expect(error.sqlState == "55P03")
            #expect(error.isRetriable)
            try await first.rollback()
        }
    }

    @Test func notificationsAndNoticesDoNotDisturb() async throws {
        let recorder = LogRecorder()
        let connection = try await PostgresConnection.connect(TestDatabase.owner(), logger: recorder.logger)
        try await connection.run(Statement("LISTEN kauri_test"))
        for _ in 0..<10 { try await connection.run(Statement("NOTIFY kauri_test, 'hello'")) }
        try await connection.execute(script: "DO $$ BEGIN RAISE NOTICE 'for your information'; END $$")
        try await connection.execute(script: "DO $$ BEGIN RAISE WARNING 'be careful'; END $$")
        #expect(recorder.messages(.info).contains("for your information"))
        #expect(recorder.messages(.warning).contains("be careful"))
        #expect(try await connection.run(Statement("SELECT 1"))[0].int64(0) == 1)
        await connection.close()
    }
}
