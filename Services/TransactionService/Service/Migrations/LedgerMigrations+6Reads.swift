extension LedgerMigrations {
    /// What queries read by: indexes where the primary keys do not do, the place of a moment in an account's entries, and daily volumes.
    ///
    /// Entries get no index beside their primary key: every command would pay for it. Whatever is asked about the history of an account is answered
    /// from `(account_id, sequence)`.
    static let reads = """
        -- In the collation "C" a prefix is a range, and comparing is a comparison of bytes.
        CREATE INDEX parties_by_name ON parties ((lower(name) COLLATE "C"), id);

        CREATE INDEX transactions_by_reference ON transactions ((reference COLLATE "C"), id) WHERE reference IS NOT NULL;

        -- Lists are in the order of numbers, and a cursor goes on from one: the same indexes as before with the number behind.
        DROP INDEX transactions_by_original;
        CREATE INDEX transactions_by_original ON transactions (original_id, id) WHERE original_id IS NOT NULL;
        DROP INDEX holds_due;
        CREATE INDEX holds_due ON holds (expires_at, id) WHERE state = 'pending';
        DROP INDEX holds_pending_by_account;
        CREATE INDEX holds_pending_by_account ON holds (account_id, id) WHERE state = 'pending';

        -- What is open among much that is not.
        CREATE INDEX requests_open_by_account ON requests (account_id, kind, id) WHERE state IN ('pending', 'running');
        CREATE INDEX bank_accounts_active ON bank_accounts (party_id, id) WHERE state = 'active';
        CREATE INDEX risk_flags_open_by_account ON risk_flags (account_id, id) WHERE state = 'open';

        -- How many of an account's entries were posted before a moment, which is the sequence number of the last of them; 0 where there is none.
        --
        -- A binary search: sequences have no gaps, and along those of an account with a limit the time of posting never falls, because a batch reads
        -- the clock after it has locked its accounts. Accounts without a limit are not locked while a batch is decided, so two batches that run
        -- at once may stand there in the other order of time: for them the answer is exact but for what was posted within the length of a
        -- batch around the moment.
        CREATE FUNCTION entries_before(account bigint, moment timestamptz) RETURNS bigint
            LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE AS $$
        DECLARE
            low bigint := 0;
            high bigint;
            middle bigint;
            earlier boolean;
        BEGIN
            SELECT entry_seq INTO high FROM accounts WHERE id = account;
            WHILE low < high LOOP
                middle := low + (high - low + 1) / 2;
                SELECT posted_at < moment INTO earlier FROM entries WHERE account_id = account AND sequence = middle;
                IF earlier THEN
                    low := middle;
                ELSE
                    high := middle - 1;
                END IF;
            END LOOP;
            RETURN low;
        END $$;

        -- How many transactions of each type a day has seen in a unit, and how much they moved: the sum of the legs that received money.
        -- Each session counts in rows of its own, so that no two batches wait for each other.
        CREATE TABLE daily_volumes (
            day date NOT NULL,
            unit smallint NOT NULL,
            type text COLLATE "C" NOT NULL,
            session integer NOT NULL,
            transactions bigint NOT NULL,
            volume numeric NOT NULL,
            PRIMARY KEY (day, unit, type, session)
        ) WITH (fillfactor = 50);

        CREATE FUNCTION count_volumes() RETURNS trigger LANGUAGE plpgsql
            SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
        BEGIN
            INSERT INTO daily_volumes AS counted (day, unit, type, session, transactions, volume)
            SELECT (entry.posted_at AT TIME ZONE 'UTC')::date, entry.unit, transaction.type, pg_backend_pid(),
                count(DISTINCT entry.transaction_id), sum(entry.amount)
            FROM inserted AS entry JOIN transactions AS transaction ON transaction.id = entry.transaction_id
            WHERE entry.amount > 0
            GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
            ON CONFLICT (day, unit, type, session) DO UPDATE
                SET transactions = counted.transactions + excluded.transactions, volume = counted.volume + excluded.volume;
            RETURN NULL;
        END $$;
        CREATE TRIGGER entries_counted AFTER INSERT ON entries REFERENCING NEW TABLE AS inserted
            FOR EACH STATEMENT EXECUTE FUNCTION count_volumes();

        INSERT INTO daily_volumes (day, unit, type, session, transactions, volume)
        SELECT (entry.posted_at AT TIME ZONE 'UTC')::date, entry.unit, transaction.type, 0,
            count(DISTINCT entry.transaction_id), sum(entry.amount)
        FROM entries AS entry JOIN transactions AS transaction ON transaction.id = entry.transaction_id
        WHERE entry.amount > 0
        GROUP BY 1, 2, 3;

        DO $$
        BEGIN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'kauri_service') THEN
                GRANT SELECT, INSERT, UPDATE ON daily_volumes TO kauri_service;
            END IF;
        END $$;
        """
}
