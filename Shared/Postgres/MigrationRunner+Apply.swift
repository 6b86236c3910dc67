import Logging

extension MigrationRunner {
    /// In the first schema only: a table of that name further down the search path belongs to somebody else.
    static let hasTable = Statement(
        once: "SELECT to_regclass(quote_ident(current_schema()) || '.schema_migrations') IS NOT NULL")
    // "kaur", so that the lock is nobody else's.
    private static let lockClass: Int32 = 0x6B61_7572
    private static let pause = Duration.milliseconds(100)
    private static let tryLock = Statement(
        once: "SELECT pg_try_advisory_lock(\(lockClass), hashtext(coalesce(current_schema(), '')))")
    static let unlock = Statement(
        once: "SELECT pg_advisory_unlock(\(lockClass), hashtext(coalesce(current_schema(), '')))")

    /// Asks again and again instead of waiting inside the server, where the statement's time limit would end it.
    nonisolated(nonsending) func lock(_ connection: PostgresConnection) async throws(MigrationError) {
        let deadline = ContinuousClock.now + lockTimeout
        while true {
            let isLocked: Bool
            do throws(PostgresError) {
                isLocked = try await connection.run(Self.tryLock)[0].bool(0)
            } catch {
                throw .database(error)
            }
            if isLocked { return }
            guard ContinuousClock.now < deadline else { throw .locked }
            do {
                try await Task.sleep(for: Self.pause)
            } catch {
                throw .database(PostgresError(.cancelled, "cancelled while another session migrates"))
            }
        }
    }

    nonisolated(nonsending) func migrateLocked(
        _ connection: PostgresConnection, _ progress: (MigrationProgress) -> Void
    ) async throws(MigrationError) -> [Migration] {
        let checksums: [String]
        let applied: [MigrationPlan.Applied]
        do throws(PostgresError) {
            checksums = try await self.checksums(connection)
            applied = try await self.applied(connection)
        } catch {
            throw .database(error)
        }
        let plan = try MigrationPlan(migrations, checksums: checksums, applied: applied)
        for (done, migration) in plan.pending.enumerated() {
            progress(MigrationProgress(migration: migration, done: done, total: plan.pending.count))
            logger.info(
                "applying migration", metadata: ["version": "\(migration.version)", "name": "\(migration.name)"])
            try await apply(migration, connection)
        }
        progress(MigrationProgress(migration: nil, done: plan.pending.count, total: plan.pending.count))
        return plan.pending
    }

    /// The server computes the checksums, so that the client needs no cryptography.
    private nonisolated(nonsending) func checksums(
        _ connection: PostgresConnection
    ) async throws(PostgresError) -> [String] {
        let sql = """
            SELECT encode(sha256(text), 'hex') FROM unnest($1) WITH ORDINALITY AS script (text, place) ORDER BY place
            """
        let scripts = migrations.map { Array($0.sql.utf8) }
        return try await connection.run(Statement(once: sql, [.byteaArray(scripts)])).textColumn(0)
    }

    private nonisolated(nonsending) func applied(
        _ connection: PostgresConnection
    ) async throws(PostgresError) -> [MigrationPlan.Applied] {
        let exists = try await connection.run(Self.hasTable)
        if try !exists[0].bool(0) {
            let table = """
                CREATE TABLE schema_migrations (
                    version integer PRIMARY KEY CHECK (version > 0),
                    name text NOT NULL,
                    checksum text NOT NULL,
                    applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
                )
                """
            try await connection.run(Statement(once: table))
            return []
        }
        let result = try await connection.run(Statement(once: "SELECT version, checksum FROM schema_migrations"))
        var applied: [MigrationPlan.Applied] = []
        for row in result {
            applied.append(MigrationPlan.Applied(version: Int(try row.int32(0)), checksum: try row.text(1)))
        }
        return applied
    }

    private nonisolated(nonsending) func apply(
        _ migration: Migration, _ connection: PostgresConnection
    ) async throws(MigrationError) {
        do throws(PostgresError) {
            try await connection.run(.begin)
            try await connection.execute(script: migration.sql)
            if connection.transactionState == .inTransaction {
                let sql = """
                    INSERT INTO schema_migrations (version, name, checksum)
                    VALUES ($1, $2, encode(sha256($3), 'hex'))
                    """
                let record = Statement(
                    once: sql,
                    [.int32(Int32(migration.version)), .text(migration.name), .bytea(Array(migration.sql.utf8))])
                _ = try await connection.run([record, .commit])
                return
            }
        } catch {
            // If that fails too, the connection is gone and the transaction with it.
            try? await connection.rollback()
            throw .failed(version: migration.version, name: migration.name, error)
        }
        throw .leftTransaction(version: migration.version, name: migration.name)
    }
}
