import Postgres

extension ReadsFill {
    /// One in ten is open; the busy wallet has a tenth of them all.
    static func holds(_ size: ReadsSize) -> Statement {
        Statement(
            """
            INSERT INTO holds (id, account_id, amount, captured, released, state, expires_at, placed_at, reference)
            SELECT $1 + i - 1, \(account), 100, CASE WHEN i % 10 = 0 THEN 0 ELSE 60 END, CASE WHEN i % 10 = 0 THEN 0 ELSE 40 END,
                CASE WHEN i % 10 = 0 THEN 'pending' ELSE 'captured' END,
                date_trunc('hour', now()) + (i % 500) * interval '1 hour',
                now() - interval '200 days' + i * interval '1 second', 'BK-' || i
            FROM generate_series(1, $2::integer) AS i
            """,
            [
                .int64(ReadsSize.firstHold), .int32(Int32(size.holds)), .int64(ReadsSize.firstAccount),
                .int32(Int32(size.wallets)),
            ])
    }

    /// Of each kind as many; one in fifty waits for somebody.
    static func requests(_ size: ReadsSize) -> Statement {
        Statement(
            """
            INSERT INTO requests (id, kind, state, account_id, amount, job_type, phone, reference, reason, created_at, updated_at)
            SELECT $1 + i - 1, (ARRAY['job', 'charge_sale', 'credit_request', 'withdrawal'])[1 + i % 4],
                CASE WHEN i % 4 <> 1 AND i / 4 % 50 = 0 THEN 'pending' WHEN i % 4 = 2 THEN 'approved' ELSE 'completed' END, \(account),
                100 + i % 5000, CASE WHEN i % 4 = 0 THEN 'cleaning' END, CASE WHEN i % 4 = 1 THEN '+27821234567' END, 'RQ-' || i,
                CASE WHEN i % 4 = 2 THEN 'stock for the season' END, now() - interval '200 days' + i * interval '1 second',
                now() - interval '100 days'
            FROM generate_series(1, $2::integer) AS i
            """,
            [
                .int64(ReadsSize.firstRequest), .int32(Int32(size.requests)), .int64(ReadsSize.firstAccount),
                .int32(Int32(size.wallets)),
            ])
    }

    /// The account of row `i`: the busy one for one in ten of those that are open and of those that are not.
    private static let account = """
        CASE WHEN i / 200 % 10 = 0 THEN $3::bigint ELSE $3 + (hashint8extended(i, 5) & 2147483647) % $4 END
        """

    static func outcomes(_ size: ReadsSize) -> Statement {
        Statement(
            """
            INSERT INTO outcomes (subject, message_id, number, is_committed, proof, decided_at, type, actor_id, actor_role,
                fingerprint, document)
            SELECT $3, 'bench-' || i, $1 + i - 1, true, 1, now(), 'wallet.transfer', 'person-1', 'user',
                sha256(i::text::bytea), '{"command":{"id":"bench-' || i || '","type":"wallet.transfer","subject":"' || $3
                    || '"},"status":"committed","event":"evt_000000009h5m8","transaction":{"id":"txn_000000009h5m7","type":"transfer",'
                    || '"state":"posted","legs":[{"account":"wal_000000009h5m5","amount":"-125.50","currency":"ZAR"},'
                    || '{"account":"wal_000000009h5m4","amount":"125.50","currency":"ZAR"}]},"at":"2026-11-21T09:30:00.000000Z"}'
            FROM generate_series(1, $2::integer) AS i
            """,
            [
                .int64(ReadsSize.firstOutcome), .int32(Int32(size.outcomes)), .text(ReadsSize.subject),
            ])
    }

    /// One for each fifth party, and three hundred for the first.
    static func bankAccounts(_ size: ReadsSize) -> Statement {
        Statement(
            """
            INSERT INTO bank_accounts (id, party_id, unit, country, format, masked, holder, is_primary, state, added_at)
            SELECT $1 + i - 1, CASE WHEN i <= 300 THEN 'person-00000001' ELSE 'person-' || lpad((5 * (i - 300))::text, 8, '0') END,
                710, 'ZA', 'local', '••••' || lpad((i % 10000)::text, 4, '0'), 'The holder', i > 300, 'active', now()
            FROM generate_series(1, 300 + $2::integer / 5) AS i
            """, [.int64(ReadsSize.firstBankAccount), .int32(Int32(size.wallets))])
    }

    static let schedules = Statement(
        once: """
            INSERT INTO payout_schedules (account_id, interval, weekday, minimum, next_due_at, set_at)
            SELECT id, CASE WHEN id % 20 = 0 THEN 'weekly' ELSE 'daily' END, CASE WHEN id % 20 = 0 THEN 1 END, 100,
                date_trunc('day', now()) + interval '1 day', now()
            FROM accounts WHERE owner IS NOT NULL AND id % 10 = 0
            """)

    static let levelLimits = Statement(
        once: """
            INSERT INTO limits (kyc_level, unit, minimum, maximum, daily, set_at)
            SELECT level, number, 100, 100000 * (level + 1), 500000 * (level + 1), now()
            FROM generate_series(0, 3) AS level, units WHERE number IN (710, 404, 840)
            """)

    static let walletLimits = Statement(
        once: """
            INSERT INTO limits (account_id, unit, maximum, daily, set_at)
            SELECT id, unit, 1000000, 5000000, now() FROM accounts WHERE owner IS NOT NULL AND id % 100 = 1
            """)

    static let dailyTotals = Statement(
        once: """
            INSERT INTO daily_totals (account_id, day, spent)
            SELECT id, (now() AT TIME ZONE 'UTC')::date - past, 12345
            FROM accounts, generate_series(0, 9) AS past WHERE owner IS NOT NULL AND id % 100 = 1
            """)

    static func flags(_ size: ReadsSize) -> Statement {
        Statement(
            """
            INSERT INTO risk_flags (id, account_id, subject, message_id, command_type, rules, action, state, raised_at, reviewed_at,
                reviewer, document)
            SELECT $1 + i - 1, \(account), 'broker:bench', 'flagged-' || i, 'wallet.transfer', ARRAY['velocity'], 'flag',
                CASE WHEN i % 20 = 0 THEN 'open' ELSE 'cleared' END, now() - interval '30 days' + i * interval '1 second',
                CASE WHEN i % 20 = 0 THEN NULL ELSE now() END, CASE WHEN i % 20 = 0 THEN NULL ELSE 'admin-1' END, '{}'
            FROM generate_series(1, $2::integer) AS i
            """,
            [
                .int64(ReadsSize.firstFlag), .int32(Int32(size.flags)), .int64(ReadsSize.firstAccount),
                .int32(Int32(size.wallets)),
            ])
    }
}
