import Testing

@testable import Postgres

@Suite(.serialized, .timeLimit(.minutes(1)))
struct MigrationTests {
    private static let first = Migration(
        version: 1, name: "accounts",
        sql:
            "CREATE TABLE account (id bigint PRIMARY KEY); INSERT INTO account VALUES (1); INSERT INTO account VALUES (2)"
    )
    private static let second = Migration(version: 2, name: "names", sql: "ALTER TABLE account ADD COLUMN name text")

    private func runner(_ migrations: [Migration], lockTimeout: Duration = .seconds(20)) throws -> MigrationRunner {
        try MigrationRunner(migrations, lockTimeout: lockTimeout, logger: TestDatabase.logger)
    }

    private func failure(_ body: () async throws -> Void) async -> MigrationError? {
        do {
            try await body()
        } catch {
            return error as? MigrationError
        }
        Issue.record("no error was thrown")
        return nil
    }

    @Test func whatIsMissingIsAppliedOnce() async throws {
        try await TestDatabase.withSchema { _, connection in
            #expect(try await runner([Self.first]).status(connection).map(\.appliedAt) == [nil])
            #expect(try await runner([Self.first]).migrate(connection) == [Self.first])
            var seen: [String] = []
            let both = try runner([Self.first, Self.second])
            let applied = try await both.migrate(connection) { progress in
                seen.append("\(progress.done)/\(progress.total) \(progress.migration?.name ?? "-")")
            }
            #expect(applied == [Self.second])
            #expect(seen == ["0/1 names", "1/1 -"])
            #expect(try await both.migrate(connection).isEmpty)
            let status = try await both.status(connection)
            #expect(status.map(\.name) == ["accounts", "names"])
            #expect(status.allSatisfy { $0.appliedAt != nil })
        }
    }

    @Test func severalProgramsAtOnce() async throws {
        try await TestDatabase.withSchema { configuration, _ in
            let slow = Migration(version: 3, name: "slow", sql: "SELECT pg_sleep(0.3)")
            let runner = try runner([Self.first, Self.second, slow])
            let applied = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        let connection = try await TestDatabase.connect(configuration)
                        let count = try await runner.migrate(connection).count
                        await connection.close()
                        return count
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(applied.sorted() == [0, 0, 0, 3])
        }
    }

    @Test func theWaitForTheLockIsBounded() async throws {
        try await TestDatabase.withSchema { configuration, connection in
            let slow = Migration(version: 1, name: "slow", sql: "SELECT pg_sleep(30)")
            let busy = try await TestDatabase.connect(configuration)
            let runner = try runner([slow])
            let task = Task { try await runner.migrate(busy) }
            try await TestDatabase.untilRunning("pg_sleep", on: busy, seenBy: connection)
            let impatient = try self.runner([slow], lockTimeout: .milliseconds(300))
            guard case .locked = await failure({ try await impatient.migrate(connection) }) else {
                Issue.record("not locked")
                return
            }
            // A cancelled migration is undone, and gives its lock back although the task is cancelled.
            task.cancel()
            guard case .failed(1, "slow", let error) = await failure({ _ = try await task.value }) else {
                Issue.record("not failed")
                return
            }
            #expect(error.code == .cancelled)
            #expect(busy.transactionState == .idle)
            #expect(try await self.runner([Self.first]).migrate(connection).count == 1)
            await busy.close()
        }
    }

    @Test func aNewerDatabaseIsRefused() async throws {
        try await TestDatabase.withSchema { _, connection in
            try await runner([Self.first, Self.second]).migrate(connection)
            guard
                case .databaseIsNewer(database: 2, program: 1) = await failure({
                    try await runner([Self.first]).migrate(connection)
                })
            else {
                Issue.record("not refused")
                return
            }
            // The lock was given back.
            #expect(try await runner([Self.first, Self.second]).migrate(connection).isEmpty)
        }
    }

    @Test func aChangedMigrationIsRefused() async throws {
        try await TestDatabase.withSchema { _, connection in
            try await runner([Self.first]).migrate(connection)
            let changed = Migration(version: 1, name: "accounts", sql: Self.first.sql + " ")
            guard
                case .changed(version: 1, name: "accounts") = await failure({
                    try await runner([changed]).migrate(connection)
                })
            else {
                Issue.record("not refused")
                return
            }
        }
    }

    @Test func aGapIsRefused() async throws {
        try await TestDatabase.withSchema { _, connection in
            let third = Migration(version: 3, name: "third", sql: "SELECT 1")
            try await runner([Self.first, third]).migrate(connection)
            guard
                case .outOfOrder(version: 2, name: "names") = await failure({
                    try await runner([Self.first, Self.second, third]).migrate(connection)
                })
            else {
                Issue.record("not refused")
                return
            }
        }
    }

    @Test func aFailureUndoesItsMigrationOnly() async throws {
        try await TestDatabase.withSchema { _, connection in
            let broken = Migration(
                version: 2, name: "broken", sql: "ALTER TABLE account ADD COLUMN x int; INSERT INTO account VALUES (1)")
            guard
                case .failed(2, "broken", let error) = await failure({
                    try await runner([Self.first, broken]).migrate(connection)
                })
            else {
                Issue.record("not failed")
                return
            }
            #expect(error.isUniqueViolation)
            #expect(error.statementIndex == 1)
            #expect(connection.transactionState == .idle)
            let applied = try await runner([Self.first, Self.second]).migrate(connection)
            #expect(applied == [Self.second])
        }
    }

    @Test func aMigrationMustNotEndItsTransaction() async throws {
        try await TestDatabase.withSchema { _, connection in
            let rude = Migration(version: 1, name: "rude", sql: "SELECT 1; COMMIT")
            guard
                case .leftTransaction(1, "rude") = await failure({ try await runner([rude]).migrate(connection) })
            else {
                Issue.record("not refused")
                return
            }
        }
    }

    @Test(arguments: [[0], [1, 1], [2, 1], [Int(Int32.max) + 1]])
    func aWrongListIsRefused(_ versions: [Int]) {
        #expect(throws: MigrationError.self) {
            try runner(versions.map { Migration(version: $0, name: "", sql: "") })
        }
    }
}
