import Postgres

/// The statements that fill a ledger: a year of transactions between wallets that all have money from the first day on.
///
/// Rows go past the triggers, which would look at every one of them, and entries past their indexes, which are made anew afterwards. Entries lie in
/// the table in the order of time, so that those of one wallet are far apart, as they are in a ledger that has grown.
enum ReadsFill {
    static func steps(_ size: ReadsSize) -> [BenchDatabase.Step] {
        [
            BenchDatabase.Step(
                "before filling", set("synchronous_commit", "off"), set("work_mem", "256MB"),
                set("maintenance_work_mem", "1GB"), set("jit", "off"), set("max_parallel_workers_per_gather", "0"),
                triggers("DISABLE"), Statement(once: "ALTER TABLE entries DROP CONSTRAINT entries_pkey"),
                Statement(once: "DROP INDEX entries_by_transaction")),
            BenchDatabase.Step(
                "\(Terminal.grouped(size.wallets)) parties and wallets", parties(size), wallets(size),
                otherWallets(size)),
            BenchDatabase.Step("\(Terminal.grouped(size.transactions)) transactions", transactions(size)),
            BenchDatabase.Step("\(Terminal.grouped(size.entries)) entries", legs(size), entries),
            BenchDatabase.Step(
                "indexes of the entries",
                Statement(once: "ALTER TABLE entries ADD PRIMARY KEY (account_id, sequence)"),
                Statement(once: "CREATE INDEX entries_by_transaction ON entries (transaction_id)")),
            BenchDatabase.Step("\(Terminal.grouped(size.holds)) holds", holds(size)),
            BenchDatabase.Step("balances and refunds", balances, refunds, volumes),
            BenchDatabase.Step("\(Terminal.grouped(size.requests)) requests", requests(size)),
            BenchDatabase.Step("\(Terminal.grouped(size.outcomes)) outcomes", outcomes(size)),
            BenchDatabase.Step(
                "bank accounts, schedules, limits, flags", bankAccounts(size), schedules, levelLimits, walletLimits,
                dailyTotals, flags(size)),
            BenchDatabase.Step(
                "after filling", Statement(once: "DROP TABLE staged_legs"), triggers("ENABLE"),
                Statement(once: "VACUUM ANALYZE")),
        ]
    }

    /// Each gives a row for what is wrong.
    static let rules = [
        (
            "a transaction does not add up to zero",
            "SELECT FROM entries GROUP BY transaction_id, unit HAVING sum(amount) <> 0 LIMIT 1"
        ),
        (
            "an account is not the sum of its entries",
            """
            SELECT FROM accounts AS account LEFT JOIN (
                SELECT account_id, sum(amount) AS posted, count(*) AS number, max(sequence) AS last FROM entries GROUP BY 1
            ) AS sum ON sum.account_id = account.id
            WHERE account.posted <> coalesce(sum.posted, 0) OR account.entry_seq <> coalesce(sum.number, 0)
                OR account.entry_seq <> coalesce(sum.last, 0) LIMIT 1
            """
        ),
        (
            "an entry's balance is not the sum up to it",
            """
            SELECT FROM (SELECT balance, sum(amount) OVER (PARTITION BY account_id ORDER BY sequence) AS expected FROM entries) AS entry
            WHERE balance <> expected LIMIT 1
            """
        ),
        (
            "time falls along an account's entries",
            """
            SELECT FROM (SELECT posted_at, lag(posted_at) OVER (PARTITION BY account_id ORDER BY sequence) AS before FROM entries) AS entry
            WHERE posted_at < before LIMIT 1
            """
        ),
        (
            "what is held is not the sum of the open holds",
            """
            SELECT FROM accounts AS account LEFT JOIN holds AS hold ON hold.account_id = account.id AND hold.state = 'pending'
            GROUP BY account.id HAVING account.held <> coalesce(sum(hold.amount - hold.captured - hold.released), 0) LIMIT 1
            """
        ),
        (
            "the daily volumes are not those of the entries",
            """
            SELECT FROM (SELECT coalesce(sum(volume), 0) AS volume FROM daily_volumes) AS counted,
                (SELECT coalesce(sum(amount), 0) AS volume FROM entries WHERE amount > 0) AS moved
            WHERE counted.volume <> moved.volume
            """
        ),
    ]

    private static func set(_ name: String, _ value: String) -> Statement {
        Statement(once: "SET \(name) = '\(value)'")
    }

    private static func triggers(_ verb: String) -> Statement {
        let tables = ["entries", "transactions", "holds", "requests", "outcomes", "transaction_states"]
        let commands = tables.map { "ALTER TABLE \($0) \(verb) TRIGGER USER;" }.joined(separator: " ")
        return Statement(once: "DO $$ BEGIN \(commands) END $$")
    }
}
