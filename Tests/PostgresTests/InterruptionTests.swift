import Testing

@testable import Postgres

@Suite(.serialized, .timeLimit(.minutes(1)))
struct InterruptionTests {
    private static let sleep = Statement("SELECT pg_sleep(30)")

    private func usable(_ connection: PostgresConnection) async throws -> Bool {
        try await connection.run(Statement("SELECT 1"))[0].int64(0) == 1
    }

    @Test func cancellingTheTaskCancelsTheStatement() async throws {
        try await TestDatabase.withConnection { watcher in
            try await TestDatabase.withConnection { connection in
                let task = Task { try await connection.run([.begin, Self.sleep]) }
                try await TestDatabase.untilRunning("pg_sleep", on: connection, seenBy: watcher)
                let start = ContinuousClock.now
                task.cancel()
                let error = try await postgresError { _ = try await task.value }
                #expect(error.code == .cancelled)
                #expect(!error.isRetriable)
                #expect(ContinuousClock.now - start < .seconds(5))
                #expect(connection.transactionState == .failed)
                try await connection.rollback()
                #expect(try await usable(connection))
            }
        }
    }

    @Test func cancellingReachesAllSegmentsOfACall() async throws {
        try await TestDatabase.withConnection { watcher in
            try await TestDatabase.withConnection { connection in
                let task = Task { await connection.run(segments: .init(repeating: [Self.sleep], count: 5)) }
                try await TestDatabase.untilRunning("pg_sleep", on: connection, seenBy: watcher)
                task.cancel()
                let start = ContinuousClock.now
                let outcomes = await task.value
                #expect(ContinuousClock.now - start < .seconds(5))
                for outcome in outcomes {
                    #expect(outcome.failure?.code == .cancelled)
                }
                #expect(try await usable(connection))
            }
        }
    }

    @Test func aTaskThatIsCancelledAlreadySendsNothing() async throws {
        try await TestDatabase.withConnection { connection in
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                try await connection.run(.begin)
            }
            let error = try await postgresError { _ = try await task.value }
            #expect(error.code == .cancelled)
            #expect(connection.transactionState == .idle)
        }
    }

    @Test func aLateCancellationHitsNobodyElse() async throws {
        try await TestDatabase.withConnection { connection in
            for _ in 0..<50 {
                let task = Task { try await connection.run(Statement("SELECT pg_sleep(0.002)")) }
                async let next = connection.run(Statement("SELECT 'next', pg_sleep(0.002)"))
                try await Task.sleep(for: .microseconds(Int.random(in: 0...4_000)))
                task.cancel()
                #expect(try await next[0].text(0) == "next")
                _ = try? await task.value
            }
            #expect(try await usable(connection))
        }
    }

    @Test func rollbackIsNotStoppedByCancellation() async throws {
        try await TestDatabase.withConnection { connection in
            _ = try await connection.run(.begin)
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                try await connection.rollback()
            }
            try await task.value
            #expect(connection.transactionState == .idle)
        }
    }

    @Test func theQueryTimeoutCancels() async throws {
        try await TestDatabase.withConnection({ $0.queryTimeout = .milliseconds(500) }) { connection in
            let start = ContinuousClock.now
            let error = try await postgresError { try await connection.run(Self.sleep) }
            #expect(error.code == .timeout)
            #expect(error.isRetriable)
            #expect(ContinuousClock.now - start < .seconds(3))
            #expect(try await usable(connection))
        }
    }

    @Test func theQueryTimeoutIsForEachSegment() async throws {
        try await TestDatabase.withConnection({ $0.queryTimeout = .milliseconds(1_000) }) { connection in
            let outcomes = await connection.run(
                segments: .init(repeating: [Statement("SELECT pg_sleep(0.4)")], count: 5))
            #expect(outcomes.allSatisfy { $0.failure == nil })
        }
    }

    @Test func theStatementTimeoutIsTheServers() async throws {
        try await TestDatabase.withConnection({ $0.statementTimeout = .milliseconds(150) }) { connection in
            let error = try await postgresError { try await connection.run(Self.sleep) }
            #expect(error.code == .server(sqlState: "57014"))
            #expect(error.isRetriable)
            #expect(try await usable(connection))
        }
    }

    @Test func scriptsAreCancelledToo() async throws {
        try await TestDatabase.withConnection({ $0.queryTimeout = .milliseconds(500) }) { connection in
            let error = try await postgresError {
                try await connection.execute(script: "SELECT 1; SELECT pg_sleep(30); SELECT 2")
            }
            #expect(error.code == .timeout)
            #expect(error.statementIndex == 1)
            #expect(try await usable(connection))
        }
    }

    @Test func copyInAScriptClosesTheConnection() async throws {
        for script in ["CREATE TEMP TABLE t (a int); COPY t FROM STDIN", "SELECT 1; COPY (SELECT 1) TO STDOUT"] {
            try await TestDatabase.withConnection { connection in
                let error = try await postgresError { try await connection.execute(script: script) }
                #expect(error.code == .invalidRequest)
                #expect(!connection.isOpen)
            }
        }
    }
}
