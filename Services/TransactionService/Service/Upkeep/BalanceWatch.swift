import Contracts
import LedgerAudit
import Logging
import Metrics
import Postgres
import ServiceKit

/// Compares stored balances with entries and holds again and again, and raises its voice where they differ. It never corrects anything.
///
/// It reads in small statements over the upkeep's connections, and rests nine times as long as it has worked.
struct BalanceWatch: Sendable {
    let pool: PostgresPool
    let logger: Logger
    private let checked = Counter(label: "kauri_reconcile_accounts")
    private let discrepancies = Meter(label: "kauri_reconcile_discrepancies")

    init(pool: PostgresPool, logger: Logger) {
        self.pool = pool
        self.logger = logger
    }

    /// What the metrics mean, for `/metrics` and the documentation.
    static let metrics: [MetricDescription] = [
        MetricDescription(
            "kauri_reconcile_accounts", .counter, "Accounts whose stored balance was compared with entries and holds"),
        MetricDescription(
            "kauri_reconcile_discrepancies", .gauge,
            "Accounts whose stored balance was wrong, by the last comparison of all"),
    ]

    /// Walks once through all accounts.
    func run() async throws {
        let pool = pool
        let walk = BalanceWalk { statement in
            let start = ContinuousClock.now
            let rows = try await Self.run(statement, on: pool)
            try await Task.sleep(for: (ContinuousClock.now - start) * 9)
            return rows
        }
        var wrong = 0
        var position: Int64? = 0
        while let after = position {
            let page = try await walk.page(after: after)
            checked.increment(by: page.accounts)
            for difference in page.differences { tell(difference) }
            wrong += page.differences.count
            position = page.next
        }
        discrepancies.set(wrong)
    }

    private static let outages: Set<PostgresError.Code> = [.connectFailed, .connectionLost, .poolExhausted]

    /// Waits out an outage: the next comparison may be an hour away.
    private static func run(_ statement: Statement, on pool: PostgresPool) async throws -> QueryResult {
        while true {
            do {
                return try await pool.withConnection { connection in try await connection.run(statement) }
            } catch let error as PostgresError where Self.outages.contains(error.code) {
                try await Task.sleep(for: .seconds(5))
            }
        }
    }

    private func tell(_ difference: BalanceDifference) {
        let (stored, recomputed) = (difference.stored, difference.recomputed)
        logger.error(
            "the stored balance of an account is not what its entries and holds say; see: kauri reconcile",
            metadata: [
                "account": "\(AccountID(number: difference.account))", "unit": "\(difference.unit)",
                "stored": "posted \(stored.posted), held \(stored.held), entries \(stored.entries)",
                "recomputed": "posted \(recomputed.posted), held \(recomputed.held), entries \(recomputed.entries)",
            ])
    }
}
