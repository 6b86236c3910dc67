import Foundation
import Postgres
import TransactionService

/// The database of a measurement of reads.
struct ReadsDatabase: Sendable {
    static let name = "kauri_bench_reads"

    let size: ReadsSize
    /// As the owner of the schema, which fills it.
    let configuration: PostgresConfiguration
    private let home: PostgresConfiguration

    init(owner: PostgresConfiguration, size: ReadsSize) throws {
        self.size = size
        home = owner
        var own = owner
        own.database = Self.name
        configuration = own
    }

    /// Makes and fills the database, unless one of the same size is there.
    func prepare() async throws {
        if try await isThere() {
            Progress("database \(Self.name)").end("is there already")
            return
        }
        try await drop()
        try await command("CREATE DATABASE \(Self.name)")
        try await withDatabase(configuration) { connection in
            try await MigrationRunner(LedgerMigrations.all, logger: Settings.logger).migrate(connection)
            try await UnitStore.seed(connection)
            for step in ReadsFill.steps(size) {
                let progress = Progress(step.title)
                let start = ContinuousClock.now
                for statement in step.statements { try await connection.run(statement) }
                progress.end("\(Terminal.fixed((ContinuousClock.now - start) / .seconds(1), 1)) s")
            }
            try await check(connection)
            try await connection.run(Statement(once: "COMMENT ON DATABASE \(Self.name) IS '\(mark)'"))
        }
    }

    /// Removes it.
    func drop() async throws { try await command("DROP DATABASE IF EXISTS \(Self.name) WITH (FORCE)") }

    private func command(_ sql: String) async throws {
        try await withDatabase(home) { connection in _ = try await connection.run(Statement(once: sql)) }
    }

    /// How often each large table has been read from end to end.
    func scans() async throws -> [String: Int64] {
        try await withDatabase(configuration) { connection in
            let rows = try await connection.run(
                Statement(
                    "SELECT relname::text, seq_scan FROM pg_stat_user_tables WHERE n_live_tup >= $1",
                    [.int64(Int64(min(size.entries / 50, 50_000)))]))
            return Dictionary(uniqueKeysWithValues: try rows.map { (try $0.text(0), try $0.int64(1)) })
        }
    }

    /// Runs a shell command and waits for its end.
    static func shell(_ command: String) async throws {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", command]
        process.standardOutput = FileHandle.standardError
        try await withCheckedThrowingContinuation { (done: CheckedContinuation<Void, any Error>) in
            process.terminationHandler = { process in
                if process.terminationStatus == 0 {
                    done.resume()
                } else {
                    done.resume(
                        throwing: OperatorFailure(
                            .wrong, "\(command) ended with \(process.terminationStatus)"))
                }
            }
            do { try process.run() } catch { done.resume(throwing: error) }
        }
    }

    private var mark: String { "kauri bench reads: \(size.entries) entries, \(size.wallets) wallets, form 1" }

    private func isThere() async throws -> Bool {
        try await withDatabase(home) { connection in
            let found = try await connection.run(
                Statement(
                    "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = $1",
                    [.text(Self.name)]))
            return try found.first?.optionalText(0) == mark
        }
    }

    /// What is filled past the triggers must keep what they stand for.
    private func check(_ connection: PostgresConnection) async throws {
        let progress = Progress("checking what was filled")
        for (rule, sql) in ReadsFill.rules {
            guard try await connection.run(Statement(once: sql)).isEmpty else {
                throw OperatorFailure(.wrong, "the filled ledger is wrong: \(rule)")
            }
        }
        progress.end("right")
    }
}
