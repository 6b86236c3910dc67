import Postgres

extension ReadsFill {
    /// Names repeat, as names do: some thousand different ones.
    static func parties(_ size: ReadsSize) -> Statement {
        Statement(
            """
            INSERT INTO parties (id, party_type, name, language, time_zone, phone, kyc_level, registered_at)
            SELECT 'person-' || lpad(i::text, 8, '0'), (ARRAY['guest', 'guest', 'guest', 'host', 'vendor', 'seller'])[1 + i % 6],
                (ARRAY['Amina', 'Abebe', 'Achieng', 'Baraka', 'Chipo', 'Daudi', 'Esther', 'Farai', 'Grace', 'Hassan', 'Imani',
                    'Jabari', 'Kwame', 'Lindiwe', 'Makena', 'Naledi', 'Okello', 'Palesa', 'Rehema', 'Sipho', 'Thabo', 'Wanjiru',
                    'Yusuf', 'Zawadi'])[1 + i % 24] || ' ' ||
                (ARRAY['Abdi', 'Banda', 'Chanda', 'Dlamini', 'Eze', 'Fofana', 'Gumede', 'Hamisi', 'Iweala', 'Juma', 'Kamau',
                    'Lungu', 'Mwangi', 'Ncube', 'Odhiambo', 'Phiri', 'Ruto', 'Sithole', 'Tembo', 'Wekesa'])[1 + i / 24 % 20]
                || CASE WHEN i % 3 = 0 THEN ' ' || i / 480 ELSE '' END,
                'en', 'Africa/Nairobi', '+27' || 600000000 + i, (i % 4)::smallint, now() - interval '366 days'
            FROM generate_series(1, $1::integer) AS i
            """, [.int32(Int32(size.wallets))])
    }

    static func wallets(_ size: ReadsSize) -> Statement {
        Statement(
            """
            INSERT INTO accounts (id, owner, kind, unit, status, is_limited, opened_at)
            SELECT $1 + i - 1, 'person-' || lpad(i::text, 8, '0'), 'main', 710, 'active', true, now() - interval '366 days'
            FROM generate_series(1, $2::integer) AS i
            """, [.int64(ReadsSize.firstAccount), .int32(Int32(size.wallets))])
    }

    /// One in ten has a second wallet; nothing has happened on it.
    static func otherWallets(_ size: ReadsSize) -> Statement {
        Statement(
            """
            INSERT INTO accounts (id, owner, kind, unit, status, is_limited, opened_at)
            SELECT $1 + $2 + i, 'person-' || lpad(i::text, 8, '0'), 'savings', 404, 'active', true, now() - interval '300 days'
            FROM generate_series(1, $2::integer, 10) AS i
            """, [.int64(ReadsSize.firstAccount), .int32(Int32(size.wallets))])
    }

    /// First a deposit for everybody; then deposits, spending and transfers, one transfer in eight to the same busy wallet, and some refunds.
    static func transactions(_ size: ReadsSize) -> Statement {
        Statement(
            """
            INSERT INTO transactions (id, type, posted_at, reference, description, original_id)
            SELECT $1 + i - 1,
                CASE WHEN i <= $3 OR i % 10 = 0 THEN 'deposit' WHEN i % 10 = 1 THEN 'spend' WHEN \(isRefund) THEN 'refund'
                    ELSE 'transfer' END,
                now() - interval '365 days' + i * (interval '364 days' / $2::integer),
                CASE WHEN i % 50 = 7 THEN $4 ELSE 'BK-' || i / 3 END, CASE WHEN i % 5 = 0 THEN 'a night at the sea' END,
                CASE WHEN \(isRefund) THEN $1 + i - 1001 END
            FROM generate_series(1, $2::integer) AS i
            """,
            [
                .int64(ReadsSize.firstTransaction), .int32(Int32(size.transactions)), .int32(Int32(size.wallets)),
                .text(ReadsSize.busyReference),
            ])
    }

    /// Whether transaction `i` refunds the transfer a thousand before it.
    private static let isRefund = "(i > $3 + 2000 AND i % 2000 >= 1000 AND i % 100 = 53)"

    /// The legs in the order of time; who takes part follows from a hash, so that a refund finds the wallets of its original.
    static func legs(_ size: ReadsSize) -> Statement {
        Statement(
            once: """
                CREATE UNLOGGED TABLE staged_legs AS
                WITH moved AS (
                    SELECT transaction.id, transaction.type, transaction.posted_at, i.number,
                        (hashint8extended(coalesce(transaction.original_id, transaction.id), 1) & 2147483647) % \(size.wallets) AS payer,
                        (hashint8extended(coalesce(transaction.original_id, transaction.id), 2) & 2147483647)
                            % (\(size.wallets) - 1) AS other,
                        100 + (hashint8extended(coalesce(transaction.original_id, transaction.id), 3) & 16383) AS amount
                    FROM transactions AS transaction,
                        LATERAL (SELECT transaction.id - \(ReadsSize.firstTransaction) + 1 AS number) AS i
                ), placed AS (
                    SELECT *, CASE
                            WHEN number <= \(size.wallets) THEN \(ReadsSize.firstAccount) + number - 1
                            WHEN type = 'transfer' AND number % 8 = 0 AND payer <> 0 THEN \(ReadsSize.firstAccount)
                            ELSE \(ReadsSize.firstAccount) + CASE WHEN other < payer THEN other ELSE other + 1 END
                        END AS receiver
                    FROM moved
                )
                SELECT number, id, posted_at, leg.place AS leg, leg.account, leg.amount FROM placed, LATERAL (VALUES
                    (0::smallint,
                        CASE type WHEN 'deposit' THEN 71001 WHEN 'refund' THEN receiver ELSE \(ReadsSize.firstAccount) + payer END,
                        -CASE WHEN number <= \(size.wallets) THEN 1000000000 ELSE amount END),
                    (1::smallint,
                        CASE type WHEN 'spend' THEN 71004 WHEN 'refund' THEN \(ReadsSize.firstAccount) + payer ELSE receiver END,
                        CASE WHEN number <= \(size.wallets) THEN 1000000000 ELSE amount END)
                ) AS leg (place, account, amount)
                """)
    }

    static let entries = Statement(
        once: """
            INSERT INTO entries (account_id, sequence, transaction_id, amount, balance, posted_at, leg, unit)
            SELECT account, row_number() OVER history, id, amount, sum(amount) OVER history, posted_at, leg, 710
            FROM staged_legs WINDOW history AS (PARTITION BY account ORDER BY number, leg) ORDER BY number, leg
            """)

    static let balances = Statement(
        once: """
            UPDATE accounts SET posted = sum.posted, entry_seq = sum.number, version = sum.number + held.number, held = held.held
            FROM (SELECT account_id, sum(amount)::bigint AS posted, count(*) AS number FROM entries GROUP BY 1) AS sum
            LEFT JOIN LATERAL (
                SELECT coalesce(sum(amount), 0)::bigint AS held, count(*) AS number FROM holds
                WHERE holds.account_id = sum.account_id AND state = 'pending'
            ) AS held ON true
            WHERE accounts.id = sum.account_id
            """)

    static let refunds = Statement(
        once: """
            INSERT INTO transaction_states (transaction_id, amount, refunded, refunded_by_leg)
            SELECT refund.original_id, entry.amount, entry.amount, ARRAY[0, entry.amount]
            FROM transactions AS refund JOIN entries AS entry ON entry.transaction_id = refund.id AND entry.amount > 0
            WHERE refund.original_id IS NOT NULL
            """)

    static let volumes = Statement(
        once: """
            INSERT INTO daily_volumes (day, unit, type, session, transactions, volume)
            SELECT (entry.posted_at AT TIME ZONE 'UTC')::date, entry.unit, transaction.type, 1 + entry.account_id % 4, count(*),
                sum(entry.amount)
            FROM entries AS entry JOIN transactions AS transaction ON transaction.id = entry.transaction_id
            WHERE entry.amount > 0 GROUP BY 1, 2, 3, 4
            """)
}
