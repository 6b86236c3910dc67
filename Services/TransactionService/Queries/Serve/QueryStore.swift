import Contracts
import Foundation
import Logging
import Postgres

/// Answers queries from one database connection of its own, which it opens when it is needed.
actor QueryStore {
    private let configuration: PostgresConfiguration
    private let logger: Logger
    private var connection: PostgresConnection?
    /// Until then nobody tries again to connect: whoever asks meanwhile need not wait for a connection that does not come.
    private var nextAttempt = ContinuousClock.now

    /// What became of a query.
    enum Outcome: Sendable {
        case answered([UInt8])
        case rejected([UInt8])
        case unavailable([UInt8])
    }

    init(_ configuration: PostgresConfiguration, logger: Logger) {
        self.configuration = configuration
        self.logger = logger
    }

    /// Answers a query; never fails, since whatever is wrong is an answer too.
    func answer(_ envelope: QueryEnvelope) async -> Outcome {
        do {
            let connection = try await open()
            do {
                let body = try await read(envelope, connection)
                return .answered(body)
            } catch {
                try? await connection.rollback()
                throw error
            }
        } catch let error as CommandError {
            if error.code == .internalError { log(error, envelope) }
            return .rejected(rejection(error, envelope))
        } catch let error as PostgresError where error.isRetriable || error.code == .closed {
            if error.sqlState == Self.cancelled { log(error, envelope) }
            return .unavailable(
                rejection(CommandError(.unavailable, "the database does not answer at present; ask again"), envelope))
        } catch {
            log(error, envelope)
            return .rejected(
                rejection(CommandError(.internalError, "the query could not be answered"), envelope))
        }
    }

    /// Gives up the connection.
    func close() async {
        await connection?.close()
        connection = nil
    }

    private func read(_ envelope: QueryEnvelope, _ connection: PostgresConnection) async throws -> [UInt8] {
        guard let query = envelope.query as? any LedgerRead else {
            throw CommandError(.internalError, "\(envelope.type) is not answered by this program")
        }
        var snapshot = Snapshot(connection)
        var json = QueryReply.begin(envelope)
        let asked = Asked(
            viewer: Viewer(envelope.actor), subject: envelope.subject.text, cursor: envelope.cursor)
        try await query.answer(asked, in: &snapshot, to: &json)
        try await connection.rollback()
        return QueryReply.end(&json, at: snapshot.now)
    }

    private func open() async throws -> PostgresConnection {
        if let connection, connection.isOpen { return connection }
        guard ContinuousClock.now >= nextAttempt else {
            throw CommandError(.unavailable, "the database does not answer at present; ask again")
        }
        do {
            let connection = try await PostgresConnection.connect(configuration, logger: logger)
            self.connection = connection
            return connection
        } catch {
            nextAttempt = .now + .milliseconds(500)
            throw error
        }
    }

    private func rejection(_ error: CommandError, _ envelope: QueryEnvelope) -> [UInt8] {
        QueryReply.rejected(error, messageID: envelope.messageID, type: envelope.type, at: .byTheServiceClock)
    }

    private func log(_ error: any Error, _ envelope: QueryEnvelope) {
        logger.error("a query failed", metadata: ["type": "\(envelope.type)", "error": "\(error)"])
    }

    /// The SQLSTATE of a statement that took too long.
    private static let cancelled = "57014"
}

extension Timestamp {
    /// Now, by the service's own clock: for answers that never reach the database, whose clock rules otherwise.
    static var byTheServiceClock: Timestamp {
        Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
    }
}
