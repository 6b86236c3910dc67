import Contracts
import Logging
import Postgres

/// Recomputes a whole ledger from its entries, its outcomes and its chains, and compares.
///
/// Everything is read from one snapshot over two connections, while the ledger goes on working.
public struct Verification: Sendable {
    /// How far it has come.
    public enum Progress: Sendable {
        /// A rule is being checked.
        case rule(Check)
        /// So many rows of the journal were read, of about so many.
        case journal(rows: Int, total: Int)
    }

    private let configuration: PostgresConfiguration
    private let checkpoint: AuditCheckpoint?
    private let logger: Logger

    /// - Parameters:
    ///   - configuration: any role that may read.
    ///   - checkpoint: where chains ended at some time, as somebody has kept it.
    public init(_ configuration: PostgresConfiguration, checkpoint: AuditCheckpoint? = nil, logger: Logger) {
        self.configuration = configuration
        self.checkpoint = checkpoint
        self.logger = logger
    }

    /// Checks everything.
    ///
    /// - Throws: `PostgresError`; what is wrong with the ledger is in the report.
    public func run(progress: @escaping @Sendable (Progress) -> Void = { _ in }) async throws -> VerifyReport {
        let start = ContinuousClock.now
        let snapshot = try await Snapshot.take(of: configuration, connections: 2, logger: logger)
        do {
            var findings = try await rules(snapshot, progress)
            let total = try await Self.estimate(snapshot.connections[0])
            var pass = try await JournalPass(snapshot) { progress(.journal(rows: $0, total: total)) }
            try await pass.run()
            findings.add(pass.findings)
            findings.add(try await pass.accounts.findings(snapshot.connections[0]))
            if let checkpoint { findings.add(try await checkpoint.findings(snapshot.connections[0])) }
            pass.size.chains = Int(
                try await snapshot.connections[0].run(
                    Statement(once: "SELECT count(DISTINCT chain) FROM audit_links"))[0].int64(0))
            await snapshot.close()
            return VerifyReport(
                snapshotAt: Timestamp(microseconds: snapshot.takenAt).rfc3339,
                seconds: (ContinuousClock.now - start) / .seconds(1),
                checks: Check.allCases.filter { $0 != .chainCheckpoint || checkpoint != nil }, findings: findings,
                size: pass.size)
        } catch {
            await snapshot.close()
            throw error
        }
    }

    /// The rules, two at a time.
    private func rules(
        _ snapshot: Snapshot, _ progress: @escaping @Sendable (Progress) -> Void
    ) async throws -> Findings {
        try await withThrowingTaskGroup(of: (PostgresConnection, Findings).self) { group in
            var waiting = RuleCheck.all[...]
            var findings = Findings()
            for connection in snapshot.connections {
                guard let rule = waiting.popFirst() else { break }
                progress(.rule(rule.check))
                group.addTask { (connection, try await rule.run(on: connection)) }
            }
            while let (connection, found) = try await group.next() {
                findings.add(found)
                guard let rule = waiting.popFirst() else { continue }
                progress(.rule(rule.check))
                group.addTask { (connection, try await rule.run(on: connection)) }
            }
            return findings
        }
    }

    private static func estimate(_ connection: PostgresConnection) async throws -> Int {
        let rows = try await connection.run(
            Statement(
                once: """
                    SELECT greatest(1, sum(greatest(reltuples, 0)))::bigint FROM pg_class
                    WHERE oid IN ('outcomes'::regclass, 'transactions'::regclass, 'entries'::regclass)
                    """))
        return Int(try rows[0].int64(0))
    }
}

extension AuditCheckpoint {
    /// Links that the chains do not contain.
    fileprivate func findings(_ connection: PostgresConnection) async throws -> Findings {
        var findings = Findings()
        for difference in try await differences(on: connection) {
            findings.add(
                .chainCheckpoint,
                Finding(
                    "audit_links", "chain=\(difference.head.chain), sequence=\(difference.head.sequence)",
                    expected: difference.head.hash.hexadecimal, found: difference.found?.hexadecimal ?? "no link"))
        }
        return findings
    }
}
