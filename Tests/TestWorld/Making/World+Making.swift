import Foundation
import Postgres
import TransactionService

extension World {
    func makeVirtualHost() async throws {
        try await stack.run("rabbitmqctl", "-q", "add_vhost", name)
        try await stack.run("rabbitmqctl", "-q", "set_permissions", "-p", name, broker.user, ".*", ".*", ".*")
    }

    func makeDatabase() async throws {
        try await asOwnerOfAll { owner in
            // Another world that is being made from the template at the same time is in the way for a moment.
            try await eventually("the database cannot be made", within: .seconds(30)) {
                do {
                    try await owner.run(Statement(once: "CREATE DATABASE \(name)"))
                    return true
                } catch let error as PostgresError where error.sqlState == "55006" {
                    return false
                }
            }
        }
        try await withOwner { owner in
            try await MigrationRunner(LedgerMigrations.all, logger: logger).migrate(owner)
            try await UnitStore.seed(owner)
        }
    }

    func remove() async throws {
        var failure: (any Error)?
        do {
            try await stack.run("rabbitmqctl", "-q", "delete_vhost", name)
        } catch {
            failure = error
        }
        // As the superuser: nobody else may end the session of another role, or of the autovacuum, that is in the way.
        try await stack.run("psql", "-c", "DROP DATABASE IF EXISTS \(name) WITH (FORCE)")
        if let failure { throw failure }
    }

    private nonisolated(nonsending) func asOwnerOfAll(
        _ body: nonisolated(nonsending) (PostgresConnection) async throws -> Void
    ) async throws {
        try await Self.withConnection(PostgresConfiguration(url: stack.owner), logger: logger, body)
    }

    /// A connection to the world's database as its owner, closed afterwards.
    @discardableResult
    public nonisolated(nonsending) func withOwner<Result>(
        _ body: nonisolated(nonsending) (PostgresConnection) async throws -> Result
    ) async throws -> Result {
        try await Self.withConnection(ownerDatabase, logger: logger, body)
    }

    /// A connection to the world's database as the service's role, closed afterwards.
    @discardableResult
    public nonisolated(nonsending) func withServiceRole<Result>(
        _ body: nonisolated(nonsending) (PostgresConnection) async throws -> Result
    ) async throws -> Result {
        try await Self.withConnection(serviceDatabase, logger: logger, body)
    }
}
