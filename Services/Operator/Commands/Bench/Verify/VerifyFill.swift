import Postgres

/// The statements that fill a ledger as the service would have: deposits for all wallets, then transfers, each with an outcome that tells it.
///
/// Rows go past the triggers, and entries past their indexes, as in ``ReadsFill``.
enum VerifyFill {
    static func steps(_ size: VerifySize) -> [BenchDatabase.Step] {
        [
            BenchDatabase.Step(
                "before filling", Statement(once: "SET synchronous_commit = off"),
                Statement(once: "SET work_mem = '256MB'"), Statement(once: "SET maintenance_work_mem = '1GB'"),
                Statement(once: "SET jit = off"), triggers("DISABLE"),
                Statement(once: "ALTER TABLE entries DROP CONSTRAINT entries_pkey"),
                Statement(once: "DROP INDEX entries_by_transaction"), identifier),
            BenchDatabase.Step("\(Terminal.grouped(size.wallets)) wallets", parties(size), wallets(size)),
            BenchDatabase.Step(
                "\(Terminal.grouped(size.transactions)) transactions", movements(size), transactions, legs),
            BenchDatabase.Step(
                "\(Terminal.grouped(size.entries)) entries", entries,
                Statement(once: "ALTER TABLE entries ADD PRIMARY KEY (account_id, sequence)"),
                Statement(once: "CREATE INDEX entries_by_transaction ON entries (transaction_id)"), balances),
            BenchDatabase.Step("\(Terminal.grouped(size.transactions)) outcomes", outcomes),
            BenchDatabase.Step(
                "after filling", Statement(once: "DROP TABLE staged_legs, staged_movements"),
                triggers("ENABLE"), Statement(once: "VACUUM ANALYZE")),
        ]
    }

    /// An identifier's text, inlined into each statement that uses it; the numbers here have less than 35 bits.
    private static let identifier = Statement(
        once: """
            CREATE FUNCTION bench_id(prefix text, number bigint) RETURNS text LANGUAGE sql IMMUTABLE AS $$
                SELECT prefix || '000000' || \((0...6).reversed().map { digit($0) }.joined(separator: " || "))
            $$
            """)

    private static func digit(_ place: Int) -> String {
        "substr('0123456789abcdefghjkmnpqrstvwxyz', ((number >> \(5 * place)) & 31)::integer + 1, 1)"
    }

    private static func parties(_ size: VerifySize) -> Statement {
        Statement(
            """
            INSERT INTO parties (id, party_type, name, kyc_level, registered_at)
            SELECT 'person-' || i, 'guest', 'Guest', 0, now() - interval '366 days' FROM generate_series(1, $1::integer) AS i
            """, [.int32(Int32(size.wallets))])
    }

    private static func wallets(_ size: VerifySize) -> Statement {
        Statement(
            """
            INSERT INTO accounts (id, owner, kind, unit, status, is_limited, opened_at)
            SELECT $1 + i - 1, 'person-' || i, 'main', 710, 'active', true, now() - interval '366 days'
            FROM generate_series(1, $2::integer) AS i
            """, [.int64(VerifySize.firstAccount), .int32(Int32(size.wallets))])
    }

    /// Who pays whom, and when the batch was decided that it is in.
    private static func movements(_ size: VerifySize) -> Statement {
        Statement(
            once: """
                CREATE UNLOGGED TABLE staged_movements AS
                SELECT i, \(VerifySize.firstNumber) + 2 * i::bigint AS id,
                    CASE WHEN i < \(size.wallets) THEN 71001 ELSE \(VerifySize.firstAccount) + payer END AS payer,
                    CASE WHEN i < \(size.wallets) THEN \(VerifySize.firstAccount) + i
                        ELSE \(VerifySize.firstAccount) + (payer + 1 + other) % \(size.wallets) END AS receiver,
                    CASE WHEN i < \(size.wallets) THEN 1000000000 ELSE 100 + (hashint8extended(i, 3) & 16383) END AS amount,
                    date_trunc('day', now()) - interval '365 days'
                        + i / \(VerifySize.batch) * (interval '364 days' / \(size.transactions / VerifySize.batch + 1)) AS decided_at
                FROM generate_series(0, \(size.transactions - 1)) AS i, LATERAL (
                    SELECT (hashint8extended(i, 1) & 2147483647) % \(size.wallets) AS payer,
                        (hashint8extended(i, 2) & 2147483647) % (\(size.wallets) - 1) AS other
                ) AS chosen
                """)
    }

    private static let transactions = Statement(
        once: """
            INSERT INTO transactions (id, type, posted_at, reference)
            SELECT id, CASE payer WHEN 71001 THEN 'deposit' ELSE 'transfer' END, decided_at, 'BK-' || i
            FROM staged_movements ORDER BY i
            """)

    private static let legs = Statement(
        once: """
            CREATE UNLOGGED TABLE staged_legs AS
            SELECT *, row_number() OVER history AS sequence, (sum(change) OVER history)::bigint AS balance
            FROM (
                SELECT i, id, decided_at, 0::smallint AS leg, payer AS account, -amount AS change FROM staged_movements
                UNION ALL SELECT i, id, decided_at, 1::smallint, receiver, amount FROM staged_movements
            ) AS leg WINDOW history AS (PARTITION BY account ORDER BY i, leg)
            """)

    private static let entries = Statement(
        once: """
            INSERT INTO entries (account_id, sequence, transaction_id, amount, balance, posted_at, leg, unit)
            SELECT account, sequence, id, change, balance, decided_at, leg, 710 FROM staged_legs ORDER BY i, leg
            """)

    private static let balances = Statement(
        once: """
            UPDATE accounts SET posted = sum.posted, entry_seq = sum.number, version = sum.number
            FROM (SELECT account_id, sum(amount)::bigint AS posted, count(*) AS number FROM entries GROUP BY 1) AS sum
            WHERE accounts.id = sum.account_id
            """)

    private static let outcomes = Statement(
        once: """
            INSERT INTO outcomes (subject, message_id, number, is_committed, proof, decided_at, type, fingerprint, document)
            SELECT 'broker:bench', 'bench-' || i, id + 1, true, 1, decided_at, 'wallet.' || type, sha256(i::text::bytea),
                '{"command":{"id":"bench-' || i || '","type":"wallet.' || type || '","subject":"broker:bench"},"status":"committed",'
                || '"event":"' || bench_id('evt_', id + 1) || '","transaction":{"id":"' || bench_id('txn_', id) || '","type":"'
                || type || '","state":"posted","reference":"BK-' || i || '","legs":[{"account":"'
                || CASE payer WHEN 71001 THEN 'cash:ZAR' ELSE bench_id('wal_', payer) END
                || '","amount":"-' || \(amount("-payer_change")) || '","currency":"ZAR"},{"account":"' || bench_id('wal_', receiver)
                || '","amount":"' || \(amount("-payer_change")) || '","currency":"ZAR"}]},"accounts":['
                || CASE payer WHEN 71001 THEN '' ELSE \(account("payer", change: "payer_change")) || ',' END
                || \(account("receiver", change: "-payer_change")) || '],"at":"'
                || to_char(decided_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') || '"}'
            FROM (
                SELECT i, id, decided_at, leg, account AS payer, change AS payer_change, sequence AS payer_sequence,
                    balance AS payer_balance, lead(account) OVER along AS receiver, lead(sequence) OVER along AS receiver_sequence,
                    lead(balance) OVER along AS receiver_balance, CASE account WHEN 71001 THEN 'deposit' ELSE 'transfer' END AS type
                FROM staged_legs WINDOW along AS (ORDER BY i, leg)
            ) AS movement WHERE leg = 0 ORDER BY i
            """)

    private static func amount(_ value: String) -> String {
        "(\(value)) / 100 || '.' || lpad(((\(value)) % 100)::text, 2, '0')"
    }

    private static func account(_ side: String, change: String) -> String {
        """
        '{"id":"' || bench_id('wal_', \(side)) || '","owner":"person-' || \(side) - \(VerifySize.firstAccount - 1)
        || '","kind":"main","currency":"ZAR","status":"active","posted_before":"'
        || \(amount("\(side)_balance - (\(change))")) || '","posted":"' || \(amount("\(side)_balance"))
        || '","held":"0.00","overdraft_limit":"0.00","available":"' || \(amount("\(side)_balance")) || '","version":"'
        || \(side)_sequence || '"}'
        """
    }

    private static func triggers(_ verb: String) -> Statement {
        let commands = ["entries", "transactions", "outcomes"].map { "ALTER TABLE \($0) \(verb) TRIGGER USER;" }
        return Statement(once: "DO $$ BEGIN \(commands.joined(separator: " ")) END $$")
    }
}
