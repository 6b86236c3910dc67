import ArgumentParser
import Foundation
import Logging
import Postgres
import RabbitMQ

/// Where RabbitMQ is.
struct BrokerOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("RabbitMQ, in place of AMQP_URL; other users of the machine can read it.", valueName: "url"))
    var amqp: String?

    func configuration(named name: String) throws -> BrokerConfiguration {
        try BrokerConfiguration(url: Settings.value(amqp, "AMQP_URL", "--amqp")).named(name)
    }
}

/// Where PostgreSQL is, as the role of the service.
struct DatabaseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "PostgreSQL, in place of DATABASE_URL; other users of the machine can read it.", valueName: "url"))
    var database: String?

    func configuration() throws -> PostgresConfiguration {
        try Settings.database(Settings.value(database, "DATABASE_URL", "--database"))
    }
}

/// Where PostgreSQL is, as the owner of the schema.
struct OwnerDatabaseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "PostgreSQL as the schema's owner, in place of KAURI_OWNER_DATABASE_URL.",
            discussion: "DATABASE_URL is taken where neither is there: a database with one role.", valueName: "url"))
    var database: String?

    func configuration() throws -> PostgresConfiguration {
        let owner = try database ?? Settings.given("KAURI_OWNER_DATABASE_URL") ?? Settings.given("DATABASE_URL")
        return try Settings.database(Settings.value(owner, "KAURI_OWNER_DATABASE_URL", "--database")).unhurried
    }
}

/// Settings from the environment.
enum Settings {
    static func value(_ option: String?, _ variable: String, _ name: String) throws -> String {
        guard let value = try option ?? given(variable), !value.isEmpty else {
            throw OperatorFailure(
                .configuration, "\(variable) is not set",
                advice: "Set it or give \(name); a checkout's own servers: eval \"$(deploy/local/stack env)\"")
        }
        return value
    }

    static func database(_ url: String) throws -> PostgresConfiguration {
        var configuration = try PostgresConfiguration(url: url)
        configuration.applicationName = "kauri"
        return configuration
    }

    /// Tells of warnings and errors, on standard error.
    static let logger: Logger = {
        var logger = Logger(label: "kauri") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .error
        return logger
    }()
}

extension PostgresConfiguration {
    /// The same, for work that takes as long as it takes.
    var unhurried: PostgresConfiguration {
        var configuration = self
        configuration.statementTimeout = .zero
        configuration.queryTimeout = nil
        return configuration
    }
}

/// A connection for the time of one command.
func withDatabase<Result>(
    _ configuration: PostgresConfiguration, _ body: (PostgresConnection) async throws -> Result
) async throws -> Result {
    let connection = try await PostgresConnection.connect(configuration, logger: Settings.logger)
    do {
        let result = try await body(connection)
        await connection.close()
        return result
    } catch {
        await connection.close()
        throw error
    }
}
