import Contracts
import Logging
import MessageRules
import Postgres

/// The command worker's view of the database: one connection, one transaction for each group.
actor CommandStore {
    private let configuration: PostgresConfiguration
    private let logger: Logger
    private var connection: PostgresConnection?

    /// What became of a group.
    struct Decision: Sendable {
        /// One for each command, in order.
        let outcomes: [MessageOutcome]
        /// What is to be announced.
        let persisted: Persisted
    }

    init(_ configuration: PostgresConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
    }

    /// Loads, decides and commits.
    ///
    /// - Throws: `PostgresError`; nothing is committed then, or all of it where the connection was lost: the next attempt finds the outcomes.
    func commit(_ group: [MessageSubmission]) async throws -> Decision {
        let connection = try await open()
        let load = CommandLoad(MessageNeeds(group.map(\.envelope)))
        let before = try load.book(try await connection.run(load.statements))
        var book = before
        let outcomes = group.map { book.submit($0) }
        let writes = CommandWrites(book, after: before)
        let results = try await connection.run(writes.statements)
        return Decision(outcomes: outcomes, persisted: try writes.persisted(results))
    }

    /// Ends the connections of those who are frozen and hold what this one waits for.
    ///
    /// - Returns: how many there were.
    func endFrozenWriters() async throws -> Int {
        try await open().run(Self.endFrozenWriters).count
    }

    /// Ends a transaction without a trace. Never throws: a connection that cannot even do this is given up.
    func rollback() async {
        do {
            try await connection?.rollback()
        } catch {
            await close()
        }
    }

    /// Gives up the connection.
    func close() async {
        await connection?.close()
        connection = nil
    }

    private func open() async throws -> PostgresConnection {
        if let connection, connection.isOpen { return connection }
        let connection = try await PostgresConnection.connect(configuration, logger: logger)
        self.connection = connection
        return connection
    }

    private static let endFrozenWriters = FrozenWriters.end(holding: ["conversations", "settings"])
}
