import Glibc
import Testing
import Waiting

@testable import Postgres

@Suite(.serialized, .timeLimit(.minutes(3)), .enabled(if: PrivateServer.script != nil))
struct ServerFailureTests {
    @Test func aKilledServer() async throws {
        try await PrivateServer.with { server in
            var limits = PostgresPool.Limits(size: 2)
            limits.acquireTimeout = .seconds(20)
            let pool = PostgresPool(server.configuration, limits: limits, logger: TestDatabase.logger)
            let busy = try await TestDatabase.connect(server.configuration)
            let idle = try await TestDatabase.connect(server.configuration)
            let watcher = try await TestDatabase.connect(server.configuration)
            #expect(try await pool.withConnection { try await $0.run(Statement("SELECT 1")).rowCount } == 1)

            async let outcome = busy.run(segments: [[.begin, Statement("SELECT pg_sleep(60)"), .commit]])
            try await TestDatabase.untilRunning("pg_sleep", on: busy, seenBy: watcher)
            try await server.kill()
            let error = try #require(await outcome[0].failure)
            #expect(error.code == .connectionLost)
            #expect(error.isRetriable)
            try await eventually("an idle connection did not notice") { !idle.isOpen }

            // A server that is away: bounded, typed, retriable.
            let refused = try await postgresError { _ = try await TestDatabase.connect(server.configuration) }
            #expect(refused.code == .connectFailed)
            #expect(refused.isRetriable)

            // A task that waits through the restart is served.
            let waiting = Task { try await pool.withConnection { try await $0.run(Statement("SELECT 2"))[0].int64(0) } }
            try await eventually("nobody waits") { await pool.statistics.waiting == 1 }
            try await server.restart()
            #expect(try await waiting.value == 2)
            await pool.shutdown()
        }
    }

    @Test func aFrozenServerProcessIsGivenUp() async throws {
        try await PrivateServer.with { server in
            var configuration = server.configuration
            configuration.queryTimeout = .milliseconds(500)
            configuration.cancelTimeout = .milliseconds(500)
            let connection = try await TestDatabase.connect(configuration)
            let backend = connection.backendPID
            #expect(kill(backend, SIGSTOP) == 0)
            let start = ContinuousClock.now
            let error = try await postgresError { try await connection.run(Statement("SELECT 1")) }
            #expect(error.code == .timeout)
            #expect(ContinuousClock.now - start < .seconds(3))
            #expect(!connection.isOpen)
            #expect(kill(backend, SIGCONT) == 0)
        }
    }

    @Test func aFrozenPostmasterDoesNotHoldUpCancelling() async throws {
        try await PrivateServer.with { server in
            var configuration = server.configuration
            configuration.queryTimeout = .milliseconds(500)
            configuration.cancelTimeout = .milliseconds(500)
            configuration.connectTimeout = .milliseconds(500)
            let connection = try await TestDatabase.connect(configuration)
            try server.signalPostmaster(SIGSTOP)
            let start = ContinuousClock.now
            let error = try await postgresError { try await connection.run(Statement("SELECT pg_sleep(30)")) }
            #expect(error.code == .timeout)
            #expect(!connection.isOpen)
            #expect(try await postgresError { _ = try await TestDatabase.connect(configuration) }.code == .timeout)
            #expect(ContinuousClock.now - start < .seconds(5))
            try server.signalPostmaster(SIGCONT)
            _ = try await TestDatabase.connect(server.configuration).run(Statement("SELECT 1"))
        }
    }
}
