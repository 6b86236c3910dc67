import Logging
import Postgres

/// A store with one connection, which is opened when it is needed and given up when it fails.
public protocol ConnectedStore: Actor {
    /// Where the database is.
    nonisolated var configuration: PostgresConfiguration { get }
    /// Where the connection tells of itself.
    nonisolated var logger: Logger { get }
    /// The connection, as long as there is one.
    var connection: PostgresConnection? { get set }
}

extension ConnectedStore {
    /// The connection; a new one where there is none or it has broken.
    public func open() async throws -> PostgresConnection {
        if let connection, connection.isOpen { return connection }
        let connection = try await PostgresConnection.connect(configuration, logger: logger)
        self.connection = connection
        return connection
    }

    /// Ends a transaction without a trace. Never throws: a connection that cannot even do this is given up.
    public func rollback() async {
        do {
            try await connection?.rollback()
        } catch {
            await close()
        }
    }

    /// Gives up the connection.
    public func close() async {
        await connection?.close()
        connection = nil
    }
}
