import Foundation
import Postgres

/// The database of a measurement of reads.
struct ReadsDatabase: Sendable {
    static let name = "kauri_bench_reads"

    let size: ReadsSize
    /// As the owner of the schema, which fills it.
    var configuration: PostgresConfiguration { database.configuration }
    private let database: BenchDatabase

    init(owner: PostgresConfiguration, size: ReadsSize) throws {
        self.size = size
        database = BenchDatabase(
            Self.name, beside: owner,
            mark: "kauri bench reads: \(size.entries) entries, \(size.wallets) wallets, form 1")
    }

    /// Makes and fills the database, unless one of the same size is there.
    func prepare() async throws {
        try await database.prepare(ReadsFill.steps(size)) { try await check($0) }
    }

    /// Removes it.
    func drop() async throws { try await database.drop() }

    /// How often each large table has been read from end to end; a small one may be, whatever indexes it has.
    func scans() async throws -> [String: Int64] {
        try await withDatabase(configuration) { connection in
            let rows = try await connection.run(
                Statement(
                    "SELECT relname::text, seq_scan FROM pg_stat_user_tables WHERE n_live_tup >= $1",
                    [.int64(Int64(min(max(size.entries / 50, 20_000), 50_000)))]))
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
