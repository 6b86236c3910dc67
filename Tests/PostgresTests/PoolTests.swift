import Synchronization
import Testing
import Waiting

@testable import Postgres

/// How many were inside at once.
private final class Occupancy: Sendable {
    private let state = Mutex((now: 0, most: 0))

    var most: Int { state.withLock { $0.most } }

    func enter() { state.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) } }
    func leave() { state.withLock { $0.now -= 1 } }
}

@Suite(.serialized, .timeLimit(.minutes(1)))
struct PoolTests {
    private func withPool(
        _ limits: PostgresPool.Limits, _ body: (PostgresPool) async throws -> Void
    ) async throws {
        let pool = PostgresPool(try TestDatabase.owner(), limits: limits, logger: TestDatabase.logger)
        do {
            try await body(pool)
        } catch {
            await pool.shutdown()
            throw error
        }
        await pool.shutdown()
        #expect(await pool.statistics == .init(idle: 0, leased: 0, opening: 0, waiting: 0))
    }

    @Test func manyTasksShareAFewConnections() async throws {
        try await withPool(.init(size: 3)) { pool in
            let inside = Occupancy()
            let pids = try await withThrowingTaskGroup(of: Int32.self) { group in
                for _ in 0..<60 {
                    group.addTask {
                        try await pool.withConnection { connection in
                            inside.enter()
                            try await connection.run(Statement("SELECT pg_sleep(0.005)"))
                            inside.leave()
                            return connection.backendPID
                        }
                    }
                }
                return try await group.reduce(into: Set<Int32>()) { $0.insert($1) }
            }
            #expect(pids.count == 3)
            #expect(inside.most == 3)
            #expect(await pool.statistics == .init(idle: 3, leased: 0, opening: 0, waiting: 0))
        }
    }

    @Test func aTransactionThatIsLeftOpenIsRolledBack() async throws {
        try await withPool(.init(size: 1)) { pool in
            try await pool.withConnection { connection in
                try await connection.run([.begin, Statement(once: "CREATE TEMP TABLE t (a int)")])
            }
            try await pool.withConnection { connection in
                #expect(connection.transactionState == .idle)
                let error = try await postgresError { try await connection.run(Statement("SELECT * FROM t")) }
                #expect(error.sqlState == "42P01")
            }
        }
    }

    @Test func transactionsCommitOrRollBack() async throws {
        try await withPool(.init(size: 1)) { pool in
            struct Refused: Error {}
            try await pool.withTransaction { connection in
                try await connection.run(Statement(once: "CREATE TEMP TABLE t (a int)"))
            }
            await #expect(throws: Refused.self) {
                try await pool.withTransaction { connection in
                    try await connection.run(Statement(once: "INSERT INTO t VALUES (1)"))
                    throw Refused()
                }
            }
            let count = try await pool.withConnection { connection in
                try await connection.run(Statement("SELECT count(*) FROM t"))[0].int64(0)
            }
            #expect(count == 0)
        }
    }

    @Test func aCancelledTransactionIsRolledBack() async throws {
        try await withPool(.init(size: 1)) { pool in
            let task = Task {
                try await pool.withTransaction { connection in
                    try await connection.run(Statement("SELECT pg_sleep(30)"))
                }
            }
            try await eventually("never lent") { await pool.statistics.leased == 1 }
            task.cancel()
            #expect(try await postgresError { _ = try await task.value }.code == .cancelled)
            try await pool.withConnection { #expect($0.transactionState == .idle) }
        }
    }

    @Test func theQueueIsBoundedInTimeAndLength() async throws {
        var limits = PostgresPool.Limits(size: 1)
        limits.acquireTimeout = .seconds(2)
        limits.maximumWaiters = 1
        try await withPool(limits) { pool in
            // On a busy machine opening the connection may take longer than this pool waits.
            try await eventually("no connection") {
                (try? await pool.withConnection { $0.isOpen }) == true
            }
            try await pool.withConnection { _ in
                async let waiting: Void = pool.withConnection { _ in }
                try await eventually("nobody waits") { await pool.statistics.waiting == 1 }
                let full = try await postgresError { try await pool.withConnection { _ in } }
                #expect(full.code == .poolExhausted)
                #expect(await pool.statistics.waiting == 1)
                do {
                    try await waiting
                    Issue.record("the wait had no end")
                } catch let error as PostgresError {
                    #expect(error.code == .poolExhausted)
                    #expect(error.isRetriable)
                }
            }
            try await pool.withConnection { try await $0.ping() }
        }
    }

    @Test func whoStopsWaitingLosesNothing() async throws {
        try await withPool(.init(size: 1)) { pool in
            try await pool.withConnection { _ in
                let waiting = Task { try await pool.withConnection { _ in } }
                try await eventually("nobody waits") { await pool.statistics.waiting == 1 }
                waiting.cancel()
                #expect(try await postgresError { try await waiting.value }.code == .cancelled)
            }
            #expect(await pool.statistics == .init(idle: 1, leased: 0, opening: 0, waiting: 0))
        }
    }

    @Test func terminatedConnectionsAreReplaced() async throws {
        try await TestDatabase.withConnection { killer in
            try await withPool(.init(size: 2)) { pool in
                for _ in 0..<5 {
                    let error = try await postgresError {
                        try await pool.withConnection { connection in
                            let pid = connection.backendPID
                            try await killer.run(Statement("SELECT pg_terminate_backend($1)", [.int32(pid)]))
                            try await connection.run(Statement("SELECT pg_sleep(5)"))
                        }
                    }
                    #expect(error.code == .connectionLost)
                    let answer = try await pool.withConnection { try await $0.run(Statement("SELECT 1"))[0].int64(0) }
                    #expect(answer == 1)
                }
            }
        }
    }

    @Test func longIdleConnectionsAreAskedFirst() async throws {
        var limits = PostgresPool.Limits(size: 1)
        limits.idleCheck = .zero
        try await withPool(limits) { pool in
            let first = try await pool.withConnection { $0.backendPID }
            let second = try await pool.withConnection { $0.backendPID }
            #expect(first == second)
        }
    }

    @Test func aRefusalForGoodReachesAllWaiters() async throws {
        var configuration = try TestDatabase.owner()
        configuration.password = "wrong"
        let pool = PostgresPool(configuration, size: 2, logger: TestDatabase.logger)
        try await withThrowingTaskGroup(of: PostgresError.self) { group in
            for _ in 0..<5 {
                group.addTask { try await postgresError { try await pool.withConnection { _ in } } }
            }
            for try await error in group { #expect(error.sqlState == "28P01") }
        }
        await pool.shutdown()
    }

    @Test func anUnreachableServerIsReportedAfterTheWait() async throws {
        var configuration = try TestDatabase.owner()
        configuration.port = 1
        var limits = PostgresPool.Limits(size: 2)
        limits.acquireTimeout = .milliseconds(1_500)
        limits.backoff = .milliseconds(20)
        let pool = PostgresPool(configuration, limits: limits, logger: TestDatabase.logger)
        let error = try await postgresError { try await pool.withConnection { _ in } }
        #expect(error.code == .poolExhausted)
        #expect(error.message.contains("refused"))
        await pool.shutdown()
        #expect(try await postgresError { try await pool.withConnection { _ in } }.code == .closed)
    }

    @Test func shutdownWaitsForWorkAndThenDoesNot() async throws {
        let pool = PostgresPool(try TestDatabase.owner(), size: 1, logger: TestDatabase.logger)
        let quick = Task {
            try await pool.withConnection { try await $0.run(Statement("SELECT pg_sleep(0.2)")).rowCount }
        }
        try await eventually("never lent") { await pool.statistics.leased == 1 }
        await pool.shutdown(within: .seconds(5))
        #expect(try await quick.value == 1)
    }
}
