import Contracts
import GroupCommit
import Logging
import MessageRules
import Postgres

/// The command worker's view of the database: one connection, one transaction for each group.
actor CommandStore: ConnectedStore {
    let configuration: PostgresConfiguration
    let logger: Logger
    var connection: PostgresConnection?

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

    private static let endFrozenWriters = FrozenWriters.end(holding: ["conversations", "settings"])
}
