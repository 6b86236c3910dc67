import Foundation
import Testing

@testable import Postgres

@Suite(
    .serialized, .timeLimit(.minutes(2)),
    .enabled(if: PrivateServer.script != nil && FileManager.default.isExecutableFile(atPath: PrivateServer.openssl)))
struct TLSTests {
    @Test func modesAndTraffic() async throws {
        try await PrivateServer.with { server in
            let certificate = try await server.enableTLS()
            try await acceptsWhatItShould(server.configuration, certificate)
            try await refusesWhatItShould(server.configuration, certificate)
            try await carriesLargeSegments(server.configuration)
        }
    }

    private func isEncrypted(_ configuration: PostgresConfiguration) async throws -> Bool {
        let connection = try await TestDatabase.connect(configuration)
        let sql = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
        let encrypted = try await connection.run(Statement(sql))[0].bool(0)
        await connection.close()
        return encrypted
    }

    private func acceptsWhatItShould(_ configuration: PostgresConfiguration, _ certificate: String) async throws {
        var configuration = configuration
        configuration.tls = .disable
        #expect(try await !isEncrypted(configuration))
        for mode in [PostgresConfiguration.TLS.prefer, .require, .verifyCA(rootCertificate: certificate)] {
            configuration.tls = mode
            #expect(try await isEncrypted(configuration), "\(mode)")
        }
        configuration.host = "localhost"
        configuration.tls = .verifyFull(rootCertificate: certificate)
        #expect(try await isEncrypted(configuration))
    }

    private func refusesWhatItShould(_ configuration: PostgresConfiguration, _ certificate: String) async throws {
        var configuration = configuration
        let modes: [PostgresConfiguration.TLS] = [
            // The certificate names another host than the address that was asked for.
            .verifyFull(rootCertificate: certificate),
            .verifyCA(rootCertificate: PostgresConfiguration.systemCertificates),
            .verifyFull(rootCertificate: "/nowhere/root.pem"),
        ]
        for mode in modes {
            configuration.tls = mode
            let error = try await postgresError { _ = try await TestDatabase.connect(configuration) }
            #expect(error.code == .connectFailed, "\(mode)")
            #expect(error.sqlState == nil)
        }
    }

    /// Encrypted records are larger than libpq's first buffer, and `poll` does not see what is left of one.
    private func carriesLargeSegments(_ configuration: PostgresConfiguration) async throws {
        var configuration = configuration
        configuration.tls = .require
        let connection = try await TestDatabase.connect(configuration)
        let content = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let start = ContinuousClock.now
        for size in stride(from: 1, through: 60_000, by: 997) {
            let result = try await connection.run(Statement("SELECT repeat('x', $1)", [.int32(Int32(size))]))
            #expect(try result[0].text(0).utf8.count == size)
        }
        let results = try await connection.run(.init(repeating: Statement("SELECT $1", [.bytea(content)]), count: 50))
        #expect(try results.allSatisfy { result in try result[0].bytes(0) == content })
        #expect(ContinuousClock.now - start < .seconds(20))

        let task = Task { try await connection.run(Statement("SELECT pg_sleep(30)")) }
        let watcher = try await TestDatabase.connect(configuration)
        try await TestDatabase.untilRunning("pg_sleep", on: connection, seenBy: watcher)
        task.cancel()
        let error = try await postgresError { _ = try await task.value }
        #expect(error.code == .cancelled)
        try await connection.ping()
        await watcher.close()
        await connection.close()
    }
}
