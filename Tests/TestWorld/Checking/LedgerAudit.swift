import Postgres

/// What must hold of a ledger in a database, asked in SQL that shares nothing with the service's own.
public struct LedgerAudit: Sendable {
    /// Rules that do not hold, in sentences; empty when all do.
    public let problems: [String]
    /// How many rows each table has.
    public let rows: [String: Int64]
    /// How many outcomes are committed.
    public let committed: Int64

    /// Looks through the whole ledger.
    ///
    /// - Parameter connection: of any role that may read.
    public init(_ connection: PostgresConnection) async throws {
        var problems: [String] = []
        for (rule, sql) in Self.rules {
            let wrong = try await connection.run(Statement(once: sql))
            if let first = wrong.first {
                problems.append("\(rule): \(wrong.count) times, first \(try first.text(0))")
            }
        }
        self.problems = problems
        var rows: [String: Int64] = [:]
        for table in Self.tables {
            rows[table] = try await connection.run(Statement(once: "SELECT count(*) FROM \(table)"))[0].int64(0)
        }
        self.rows = rows
        committed = try await connection.run(
            Statement(once: "SELECT count(*) FROM outcomes WHERE is_committed"))[0].int64(0)
    }

    static let tables = [
        "accounts", "bank_accounts", "daily_totals", "entries", "holds", "limits", "outcomes", "parties",
        "payout_schedules", "requests", "risk_flags", "risk_movements", "transaction_states", "transactions", "units",
    ]

    /// Each query gives one text for each case in which its rule is broken, at most a thousand.
    static let rules = ledgerRules + requestRules

    private static let ledgerRules = [
        (
            "a transaction does not balance",
            """
            SELECT transaction_id::text FROM entries GROUP BY transaction_id, unit HAVING sum(amount) <> 0 LIMIT 1000
            """
        ),
        (
            "a transaction has no entries",
            """
            SELECT id::text FROM transactions
            WHERE NOT EXISTS (SELECT FROM entries WHERE transaction_id = transactions.id) LIMIT 1000
            """
        ),
        (
            "an account is not the fold of its entries",
            """
            SELECT account.id || ': posted ' || account.posted || ', entries ' || coalesce(sum(entry.amount), 0)
            FROM accounts AS account LEFT JOIN entries AS entry ON entry.account_id = account.id
            GROUP BY account.id
            HAVING account.posted <> coalesce(sum(entry.amount), 0) OR account.entry_seq <> count(entry.sequence)
                OR account.entry_seq <> coalesce(max(entry.sequence), 0)
            LIMIT 1000
            """
        ),
        (
            "an entry's balance is not the sum up to it",
            """
            SELECT account_id || '/' || sequence FROM (
                SELECT account_id, sequence, balance,
                    sum(amount) OVER (PARTITION BY account_id ORDER BY sequence) AS expected
                FROM entries
            ) AS folded WHERE balance <> expected LIMIT 1000
            """
        ),
        (
            "the balances of a unit do not add up to zero",
            "SELECT unit::text FROM accounts GROUP BY unit HAVING sum(posted) <> 0 LIMIT 1000"
        ),
        (
            "held is not the sum of the pending holds",
            """
            SELECT account.id::text FROM accounts AS account
            LEFT JOIN holds AS hold ON hold.account_id = account.id AND hold.state = 'pending'
            GROUP BY account.id
            HAVING account.held <> coalesce(sum(hold.amount - hold.captured - hold.released), 0) LIMIT 1000
            """
        ),
        (
            "a limited account is below its limit by another amount than its shortfall",
            """
            SELECT id::text FROM accounts
            WHERE shortfall <> CASE WHEN is_limited THEN greatest(0, held - posted - overdraft_limit) ELSE 0 END LIMIT 1000
            """
        ),
        (
            "an account is below its limit without a chargeback",
            """
            SELECT id::text FROM accounts WHERE shortfall > 0 AND NOT EXISTS (
                SELECT FROM entries AS entry JOIN transactions AS transaction ON transaction.id = entry.transaction_id
                WHERE entry.account_id = accounts.id AND transaction.type = 'chargeback'
            ) LIMIT 1000
            """
        ),
        (
            "the refunded total is not what refunds have posted",
            """
            SELECT state.transaction_id::text FROM transaction_states AS state
            LEFT JOIN transactions AS refund ON refund.original_id = state.transaction_id AND refund.type = 'refund'
            LEFT JOIN entries AS entry ON entry.transaction_id = refund.id AND entry.amount > 0
            GROUP BY state.transaction_id HAVING state.refunded <> coalesce(sum(entry.amount), 0) LIMIT 1000
            """
        ),
    ]
}

extension World {
    /// Looks through the whole ledger.
    public nonisolated func audit() async throws -> LedgerAudit {
        try await withOwner { try await LedgerAudit($0) }
    }

    /// One number from the database.
    public nonisolated func count(_ sql: String) async throws -> Int64 {
        try await withOwner { try await $0.run(Statement(once: sql))[0].int64(0) }
    }
}
