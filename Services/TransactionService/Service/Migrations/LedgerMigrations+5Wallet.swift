extension LedgerMigrations {
    /// Workflows around the money: requests (jobs, charge sales, credit requests, withdrawals), bank accounts, payout schedules, limits, risk flags.
    static let wallet = """
        ALTER TABLE parties ADD COLUMN erased_at timestamptz;

        -- By how much chargebacks have driven an account below its limit; everything else stops at the limit.
        ALTER TABLE accounts ADD COLUMN shortfall bigint NOT NULL DEFAULT 0 CHECK (shortfall >= 0);
        ALTER TABLE accounts DROP CONSTRAINT accounts_funds;
        ALTER TABLE accounts ADD CONSTRAINT accounts_funds
            CHECK (NOT is_limited OR posted - held + overdraft_limit + shortfall >= 0);

        CREATE TABLE requests (
            id bigint PRIMARY KEY,
            kind text COLLATE "C" NOT NULL CHECK (kind IN ('job', 'charge_sale', 'credit_request', 'withdrawal')),
            state text COLLATE "C" NOT NULL
                CHECK (state IN ('pending', 'running', 'completed', 'failed', 'approved', 'rejected', 'refunded')),
            account_id bigint NOT NULL REFERENCES accounts (id),
            amount bigint NOT NULL CHECK (amount > 0),
            -- The movement that it stands for; none before a credit request is approved.
            transaction_id bigint UNIQUE,
            -- The movement that ended it: a refund, a return, a completion.
            settlement_id bigint UNIQUE,
            bank_account_id bigint,
            job_type text,
            delivery text,
            -- Personal data: erased with the party.
            phone text COLLATE "C",
            expires_at timestamptz,
            reference text,
            description text,
            reason text,
            created_at timestamptz NOT NULL,
            updated_at timestamptz NOT NULL
        );
        CREATE INDEX requests_open ON requests (kind, id) WHERE state IN ('pending', 'running');
        CREATE INDEX requests_by_kind ON requests (kind, id);
        CREATE INDEX requests_by_account ON requests (account_id, kind, id);
        CREATE INDEX requests_due ON requests (expires_at) WHERE expires_at IS NOT NULL AND state IN ('pending', 'running');
        CREATE INDEX requests_by_phone ON requests (phone) WHERE phone IS NOT NULL;
        CREATE INDEX requests_by_bank_account ON requests (bank_account_id) WHERE state = 'pending';

        CREATE FUNCTION check_request_moves_forward() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.kind <> OLD.kind OR NEW.account_id <> OLD.account_id OR NEW.amount <> OLD.amount
                OR (OLD.transaction_id IS NOT NULL AND NEW.transaction_id IS DISTINCT FROM OLD.transaction_id)
                OR (OLD.settlement_id IS NOT NULL AND NEW.settlement_id IS DISTINCT FROM OLD.settlement_id)
                OR (NEW.state <> OLD.state AND (OLD.kind, OLD.state, NEW.state) NOT IN (
                    ('job', 'pending', 'running'), ('job', 'pending', 'completed'), ('job', 'pending', 'failed'),
                    ('job', 'running', 'completed'), ('job', 'running', 'failed'),
                    ('charge_sale', 'completed', 'refunded'),
                    ('credit_request', 'pending', 'approved'), ('credit_request', 'pending', 'rejected'),
                    ('withdrawal', 'pending', 'completed'), ('withdrawal', 'pending', 'failed')))
            THEN
                RAISE EXCEPTION 'request % cannot go from % to %, or change what it is about', OLD.id, OLD.state, NEW.state
                    USING ERRCODE = '23514', CONSTRAINT = 'requests_move_forward';
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER requests_move_forward BEFORE UPDATE ON requests
            FOR EACH ROW EXECUTE FUNCTION check_request_moves_forward();

        CREATE TABLE bank_accounts (
            id bigint PRIMARY KEY,
            party_id text COLLATE "C" NOT NULL REFERENCES parties (id),
            unit smallint NOT NULL REFERENCES units (number),
            country text COLLATE "C" NOT NULL,
            format text NOT NULL CHECK (format IN ('iban', 'local')),
            bank_code text,
            masked text NOT NULL,
            -- Personal data: gone when the account is removed or the party is erased.
            holder text,
            -- The number sealed with AES-GCM (nonce, ciphertext, tag), and which key opens it.
            number_key text COLLATE "C",
            number_sealed bytea,
            is_primary boolean NOT NULL,
            state text NOT NULL CHECK (state IN ('active', 'removed')),
            added_at timestamptz NOT NULL,
            removed_at timestamptz,
            CONSTRAINT bank_accounts_sealed_with_a_key CHECK ((number_key IS NULL) = (number_sealed IS NULL)),
            CONSTRAINT bank_accounts_removed_is_not_primary CHECK (state = 'active' OR NOT is_primary)
        );
        CREATE INDEX bank_accounts_by_party ON bank_accounts (party_id, id);
        CREATE UNIQUE INDEX bank_accounts_one_primary ON bank_accounts (party_id, unit) WHERE is_primary;
        CREATE INDEX bank_accounts_by_key ON bank_accounts (number_key, id) WHERE number_key IS NOT NULL;

        CREATE TABLE payout_schedules (
            account_id bigint PRIMARY KEY REFERENCES accounts (id),
            interval text NOT NULL CHECK (interval IN ('none', 'daily', 'weekly', 'threshold')),
            -- ISO 8601: 1 is Monday.
            weekday smallint CHECK (weekday BETWEEN 1 AND 7),
            minimum bigint NOT NULL CHECK (minimum > 0),
            next_due_at timestamptz,
            set_at timestamptz NOT NULL,
            CONSTRAINT payout_schedules_weekday CHECK ((interval = 'weekly') = (weekday IS NOT NULL)),
            CONSTRAINT payout_schedules_due CHECK ((interval IN ('daily', 'weekly')) = (next_due_at IS NOT NULL))
        );
        CREATE INDEX payout_schedules_by_due ON payout_schedules (next_due_at, account_id) WHERE next_due_at IS NOT NULL;
        CREATE INDEX payout_schedules_by_threshold ON payout_schedules (account_id) WHERE interval = 'threshold';

        -- Bounds on what leaves a wallet: of one wallet, or of all wallets of a KYC level in one unit.
        CREATE TABLE limits (
            account_id bigint REFERENCES accounts (id),
            kyc_level smallint CHECK (kyc_level BETWEEN 0 AND 3),
            unit smallint NOT NULL REFERENCES units (number),
            minimum bigint CHECK (minimum > 0),
            maximum bigint CHECK (maximum > 0),
            daily bigint CHECK (daily > 0),
            set_at timestamptz NOT NULL,
            CONSTRAINT limits_of_one_kind CHECK ((account_id IS NULL) <> (kyc_level IS NULL))
        );
        CREATE UNIQUE INDEX limits_by_account ON limits (account_id) WHERE account_id IS NOT NULL;
        CREATE UNIQUE INDEX limits_by_level ON limits (kyc_level, unit) WHERE kyc_level IS NOT NULL;

        CREATE INDEX limits_daily ON limits (unit) WHERE daily IS NOT NULL;

        -- What has left a wallet on a day in UTC, kept only while a daily limit applies to it.
        CREATE TABLE daily_totals (
            account_id bigint NOT NULL REFERENCES accounts (id),
            day date NOT NULL,
            spent bigint NOT NULL CHECK (spent >= 0),
            PRIMARY KEY (account_id, day)
        );
        CREATE INDEX daily_totals_by_day ON daily_totals (day);

        -- Payments and holds by wallet, kept only while risk rules look back, and no longer than the longest window.
        CREATE TABLE risk_movements (
            account_id bigint NOT NULL REFERENCES accounts (id),
            moved_at timestamptz NOT NULL,
            amount bigint NOT NULL CHECK (amount > 0),
            receiver bigint
        );
        CREATE INDEX risk_movements_by_account ON risk_movements (account_id, moved_at);
        CREATE INDEX risk_movements_by_time ON risk_movements (moved_at);

        CREATE TABLE risk_flags (
            -- Also the number of its event.
            id bigint PRIMARY KEY,
            account_id bigint NOT NULL REFERENCES accounts (id),
            subject text COLLATE "C" NOT NULL,
            message_id text COLLATE "C" NOT NULL,
            command_type text NOT NULL,
            rules text[] NOT NULL,
            action text NOT NULL CHECK (action IN ('flag', 'deny')),
            state text NOT NULL CHECK (state IN ('open', 'cleared', 'confirmed')),
            transaction_id bigint,
            raised_at timestamptz NOT NULL,
            reviewed_at timestamptz,
            reviewer text,
            review_reason text,
            traceparent text,
            document text NOT NULL,
            CONSTRAINT risk_flags_reviewed CHECK ((state = 'open') = (reviewed_at IS NULL))
        );
        CREATE INDEX risk_flags_open ON risk_flags (id) WHERE state = 'open';
        CREATE INDEX risk_flags_by_account ON risk_flags (account_id, id);

        DO $$
        BEGIN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'kauri_service') THEN
                GRANT SELECT, INSERT, UPDATE ON requests, bank_accounts, payout_schedules, limits, daily_totals, risk_flags
                    TO kauri_service;
                GRANT SELECT, INSERT ON risk_movements TO kauri_service;
                GRANT DELETE ON daily_totals, risk_movements TO kauri_service;
            END IF;
        END $$;
        """
}
