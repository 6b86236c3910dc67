import Foundation
import Logging
import Testing
import Waiting

@testable import Postgres

/// The real database that the tests use, and a schema of each test's own in it.
///
/// The tests of a suite run one after another, so that all of them together stay within the server's connections.
enum TestDatabase {
    static let logger = Logger(label: "postgres-tests") { _ in SwiftLogNoOpLogHandler() }

    /// The database's owner, who may make schemas.
    static func owner() throws -> PostgresConfiguration {
        let environment = ProcessInfo.processInfo.environment
        let url = try #require(
            environment["KAURI_OWNER_DATABASE_URL"] ?? environment["DATABASE_URL"],
            "no database: eval \"$(deploy/local/stack env)\"")
        return try PostgresConfiguration(url: url)
    }

    static func connect(_ configuration: PostgresConfiguration) async throws -> PostgresConnection {
        try await PostgresConnection.connect(configuration, logger: logger)
    }

    /// One connection for one test, closed afterwards.
    static func withConnection(
        _ change: (inout PostgresConfiguration) -> Void = { _ in },
        _ body: (PostgresConnection) async throws -> Void
    ) async throws {
        var configuration = try owner()
        change(&configuration)
        let connection = try await connect(configuration)
        do {
            try await body(connection)
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
    }

    /// A schema with a random name, first in the search path of the configuration that `body` gets, dropped afterwards.
    static func withSchema(
        _ body: (PostgresConfiguration, PostgresConnection) async throws -> Void
    ) async throws {
        var configuration = try owner()
        let schema = "test_" + String(UInt64.random(in: 0 ..< .max), radix: 36)
        let janitor = try await connect(configuration)
        try await janitor.run(Statement(once: "CREATE SCHEMA \(schema)"))
        configuration.sessionSettings.append(("search_path", schema))
        do {
            let connection = try await connect(configuration)
            try await body(configuration, connection)
            await connection.close()
        } catch {
            try await janitor.run(Statement(once: "DROP SCHEMA \(schema) CASCADE"))
            throw error
        }
        try await janitor.run(Statement(once: "DROP SCHEMA \(schema) CASCADE"))
        await janitor.close()
    }

    /// Waits until the server works on `connection`'s statement, which must contain `text`.
    static func untilRunning(
        _ text: String, on connection: PostgresConnection, seenBy other: PostgresConnection
    ) async throws {
        let sql = "SELECT count(*) FROM pg_stat_activity WHERE pid = $1 AND state = 'active' AND query LIKE $2"
        try await eventually("the server never began with \(text)") {
            let result = try await other.run(
                Statement(sql, [.int32(connection.backendPID), .text("%\(text)%")]))
            return try result[0].int64(0) == 1
        }
    }
}

/// The error that an expression throws.
func postgresError(
    sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
) async throws -> PostgresError {
    do {
        try await body()
    } catch let error as PostgresError {
        return error
    }
    Issue.record("no error was thrown", sourceLocation: sourceLocation)
    throw CancellationError()
}

extension Result {
    /// The error, if there is one.
    var failure: Failure? {
        if case .failure(let error) = self { error } else { nil }
    }
}
