import Foundation
import Glibc
import Testing
import Waiting

@testable import Postgres

@Suite(.serialized, .timeLimit(.minutes(1)))
struct ConnectTests {
    private func refusal(_ change: (inout PostgresConfiguration) -> Void) async throws -> PostgresError {
        var configuration = try TestDatabase.owner()
        configuration.connectTimeout = .seconds(3)
        change(&configuration)
        let start = ContinuousClock.now
        let error = try await postgresError { _ = try await TestDatabase.connect(configuration) }
        #expect(ContinuousClock.now - start < .seconds(5))
        return error
    }

    /// A listening socket that nobody serves; `body` gets its port and its descriptor.
    private func withListener(_ backlog: CInt?, _ body: (Int, CInt) async throws -> Void) async throws {
        let listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let port = withUnsafeMutableBytes(of: &address) { bytes in
            let pointer = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self)
            #expect(bind(listener, pointer, size) == 0)
            getsockname(listener, pointer, &size)
            return Int(UInt16(bigEndian: bytes.load(fromByteOffset: 2, as: UInt16.self)))
        }
        if let backlog { #expect(listen(listener, backlog) == 0) }
        defer { close(listener) }
        try await body(port, listener)
    }

    @Test func wrongPassword() async throws {
        let error = try await refusal { $0.password = "wrong-secret-123" }
        #expect(error.code == .connectFailed)
        #expect(error.sqlState == "28P01")
        #expect(!error.isRetriable)
        #expect(!"\(error)".contains("wrong-secret-123"))
    }

    @Test func unknownDatabase() async throws {
        let error = try await refusal { $0.database = "no_such_database" }
        #expect(error.code == .connectFailed)
        #expect(error.sqlState == "3D000")
        #expect(!error.isRetriable)
    }

    @Test func closedPort() async throws {
        // Bound but not listening: nobody else can take the port meanwhile.
        try await withListener(nil) { port, _ in
            let error = try await refusal { $0.port = port }
            #expect(error.code == .connectFailed)
            #expect(error.sqlState == nil)
            #expect(error.isRetriable)
        }
    }

    @Test func aServerThatNeverAnswers() async throws {
        try await withListener(8) { port, _ in
            let error = try await refusal {
                $0.port = port
                $0.connectTimeout = .milliseconds(300)
            }
            #expect(error.code == .timeout)
            #expect(error.isRetriable)
        }
    }

    @Test func cancelledWhileConnecting() async throws {
        try await withListener(8) { port, listener in
            var configuration = try TestDatabase.owner()
            configuration.port = port
            configuration.connectTimeout = .seconds(30)
            let task = Task { [configuration] in try await TestDatabase.connect(configuration) }
            try await eventually("nobody connects") {
                var arrival = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
                return poll(&arrival, 1, 0) == 1
            }
            task.cancel()
            #expect(try await postgresError { _ = try await task.value }.code == .cancelled)
        }
    }

    @Test func unknownHost() async throws {
        let error = try await refusal { $0.host = "no-such-host.invalid" }
        #expect(error.code == .connectFailed || error.code == .timeout)
        #expect(error.isRetriable)
    }

    @Test func hostNamesAreResolved() async throws {
        try await TestDatabase.withConnection({ $0.host = "localhost" }) { connection in
            #expect(connection.isOpen)
            #expect(connection.backendPID > 0)
        }
    }

    @Test func tlsThatTheServerDoesNotHaveIsRefused() async throws {
        try await TestDatabase.withConnection({ $0.tls = .disable }) { connection in
            let hasTLS = try await connection.run(Statement("SELECT current_setting('ssl')"))[0].text(0) == "on"
            guard !hasTLS else { return }
            let error = try await refusal { $0.tls = .require }
            #expect(error.code == .connectFailed)
        }
    }

    @Test func settingsOfTheSession() async throws {
        let change = { (configuration: inout PostgresConfiguration) in
            configuration.sessionSettings = [("enable_hashjoin", "off"), ("search_path", "a, \"b'c\"")]
            configuration.applicationName = "it's a test"
            configuration.statementTimeout = .milliseconds(12_345)
        }
        try await TestDatabase.withConnection(change) { connection in
            let sql = """
                SELECT current_setting('enable_hashjoin'), current_setting('search_path'),
                    current_setting('application_name'), current_setting('statement_timeout')
                """
            let row = try await connection.run(Statement(sql))[0]
            #expect(try row.text(0) == "off")
            #expect(try row.text(1) == "a, \"b'c\"")
            #expect(try row.text(2) == "it's a test")
            #expect(try row.text(3) == "12345ms")
        }
        let error = try await refusal { $0.sessionSettings = [("enable_hashjoyn", "off")] }
        #expect(error.sqlState == "42704")
    }

    @Test func theRestrictedRole() async throws {
        let url = try #require(ProcessInfo.processInfo.environment["DATABASE_URL"])
        let connection = try await TestDatabase.connect(PostgresConfiguration(url: url))
        try await connection.ping()
        await connection.close()
        #expect(!connection.isOpen)
        #expect(connection.transactionState == .unknown)
        #expect(try await postgresError { try await connection.ping() }.code == .closed)
        #expect(try await postgresError { try await connection.execute(script: "") }.code == .closed)
        #expect(try await postgresError { try await connection.rollback() }.code == .closed)
        await connection.close()
    }

    @Test func aTerminatedSessionIsConnectionLost() async throws {
        try await TestDatabase.withConnection { killer in
            try await TestDatabase.withConnection { connection in
                async let outcome = connection.run(segments: [
                    [Statement("SELECT pg_sleep(30)")], [Statement("SELECT 1")],
                ])
                try await TestDatabase.untilRunning("pg_sleep", on: connection, seenBy: killer)
                try await killer.run(Statement("SELECT pg_terminate_backend($1)", [.int32(connection.backendPID)]))
                for part in await outcome {
                    let error = try #require(part.failure)
                    #expect(error.code == .connectionLost)
                    #expect(error.sqlState == "57P01")
                    #expect(error.isRetriable)
                }
                #expect(!connection.isOpen)
            }
        }
    }

    @Test func aForgottenConnectionIsClosed() async throws {
        try await TestDatabase.withConnection { watcher in
            weak var forgotten: PostgresConnection?
            let pid = try await {
                let connection = try await TestDatabase.connect(TestDatabase.owner())
                try await connection.run(Statement("SELECT 1"))
                forgotten = connection
                return connection.backendPID
            }()
            #expect(forgotten == nil)
            try await eventually("the session lives on") {
                let sql = "SELECT count(*) FROM pg_stat_activity WHERE pid = $1"
                return try await watcher.run(Statement(sql, [.int32(pid)]))[0].int64(0) == 0
            }
        }
    }

    @Test func theEndOfAnIdleSessionIsNoticedWithoutACall() async throws {
        try await TestDatabase.withConnection { killer in
            try await TestDatabase.withConnection { connection in
                #expect(connection.isOpen)
                try await killer.run(Statement("SELECT pg_terminate_backend($1)", [.int32(connection.backendPID)]))
                try await eventually("the end was not noticed") { !connection.isOpen }
                let error = try await postgresError { try await connection.ping() }
                #expect(error.code == .connectionLost)
                #expect(error.isRetriable)
                let again = try await postgresError { try await connection.rollback() }
                #expect(again.code == .connectionLost)
            }
        }
    }
}
