extension LedgerMigrations {
    /// Tables, their constraints and indexes.
    ///
    /// There are no foreign keys on the tables that every command writes: they would cost a row-wise look-up for what one check for a whole
    /// statement does in step 2. Amounts are minor units of the account's unit.
    static let ledger = """
        CREATE TABLE units (
            number smallint PRIMARY KEY CHECK (number > 0),
            code text COLLATE "C" NOT NULL UNIQUE,
            name text NOT NULL,
            decimals smallint NOT NULL CHECK (decimals BETWEEN 0 AND 12),
            registered_at timestamptz NOT NULL DEFAULT now()
        );

        CREATE TABLE parties (
            id text COLLATE "C" PRIMARY KEY,
            party_type text NOT NULL,
            name text NOT NULL,
            language text,
            time_zone text,
            phone text COLLATE "C" UNIQUE,
            kyc_level smallint NOT NULL CHECK (kyc_level BETWEEN 0 AND 3),
            metadata jsonb,
            registered_at timestamptz NOT NULL
        );

        -- Numbers are handed out in blocks of a thousand; system accounts have the numbers below the start.
        CREATE SEQUENCE ledger_numbers AS bigint START 10000000 INCREMENT 1000;

        CREATE TABLE accounts (
            id bigint PRIMARY KEY CHECK (id > 0),
            owner text COLLATE "C" REFERENCES parties (id),
            kind text COLLATE "C" NOT NULL,
            unit smallint NOT NULL REFERENCES units (number),
            status text NOT NULL CHECK (status IN ('active', 'suspended', 'deactivated')),
            is_limited boolean NOT NULL,
            posted bigint NOT NULL DEFAULT 0,
            held bigint NOT NULL DEFAULT 0 CHECK (held >= 0),
            overdraft_limit bigint NOT NULL DEFAULT 0 CHECK (overdraft_limit >= 0),
            version bigint NOT NULL DEFAULT 0,
            entry_seq bigint NOT NULL DEFAULT 0,
            opened_at timestamptz NOT NULL DEFAULT now(),
            CONSTRAINT accounts_funds CHECK (NOT is_limited OR posted - held + overdraft_limit >= 0),
            CONSTRAINT accounts_deactivated_empty CHECK (status <> 'deactivated' OR (posted = 0 AND held = 0)),
            CONSTRAINT accounts_owner_or_system CHECK ((owner IS NULL) = (id < 10000000))
        ) WITH (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.05);
        CREATE UNIQUE INDEX accounts_by_owner ON accounts (owner, kind, unit);

        CREATE TABLE transactions (
            id bigint PRIMARY KEY,
            type text NOT NULL,
            posted_at timestamptz NOT NULL,
            reference text,
            description text,
            metadata jsonb,
            original_id bigint,
            hold_id bigint
        );

        CREATE TABLE entries (
            account_id bigint NOT NULL,
            sequence bigint NOT NULL CHECK (sequence > 0),
            transaction_id bigint NOT NULL,
            amount bigint NOT NULL CHECK (amount <> 0),
            balance bigint NOT NULL,
            posted_at timestamptz NOT NULL,
            leg smallint NOT NULL CHECK (leg >= 0),
            unit smallint NOT NULL,
            PRIMARY KEY (account_id, sequence)
        );
        CREATE INDEX entries_by_transaction ON entries (transaction_id);

        CREATE TABLE holds (
            id bigint PRIMARY KEY,
            account_id bigint NOT NULL REFERENCES accounts (id),
            amount bigint NOT NULL CHECK (amount > 0),
            captured bigint NOT NULL CHECK (captured >= 0),
            released bigint NOT NULL CHECK (released >= 0),
            state text NOT NULL CHECK (state IN ('pending', 'captured', 'voided', 'expired')),
            expires_at timestamptz NOT NULL,
            placed_at timestamptz NOT NULL,
            reference text,
            description text,
            CONSTRAINT holds_within_amount CHECK (captured + released <= amount),
            CONSTRAINT holds_closed_when_empty CHECK ((state = 'pending') = (captured + released < amount))
        );
        CREATE INDEX holds_due ON holds (expires_at) WHERE state = 'pending';
        CREATE INDEX holds_pending_by_account ON holds (account_id) WHERE state = 'pending';

        -- What changes about a transaction after it was posted; no row while nothing has.
        CREATE TABLE transaction_states (
            transaction_id bigint PRIMARY KEY REFERENCES transactions (id),
            amount bigint NOT NULL,
            refunded bigint NOT NULL CHECK (refunded >= 0),
            refunded_by_leg bigint[] NOT NULL,
            reversed_by bigint UNIQUE,
            CONSTRAINT transaction_states_refund_within_amount CHECK (refunded <= amount),
            CONSTRAINT transaction_states_reversed_or_refunded CHECK (reversed_by IS NULL OR refunded = 0)
        );

        CREATE TABLE outcomes (
            subject text COLLATE "C" NOT NULL,
            message_id text COLLATE "C" NOT NULL,
            number bigint NOT NULL,
            is_committed boolean NOT NULL,
            proof smallint NOT NULL,
            decided_at timestamptz NOT NULL,
            type text NOT NULL,
            error_code text,
            actor_id text,
            actor_role text,
            traceparent text,
            fingerprint bytea NOT NULL,
            document text NOT NULL,
            PRIMARY KEY (subject, message_id)
        );
        CREATE UNIQUE INDEX outcomes_by_number ON outcomes (number);

        -- One row for all events of a batch, by the numbers of their outcomes; gone once the broker has confirmed them.
        CREATE TABLE outbox (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            instance text NOT NULL,
            lane smallint NOT NULL,
            numbers bigint[] NOT NULL,
            created_at timestamptz NOT NULL DEFAULT now()
        ) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

        CREATE TABLE instances (
            id text PRIMARY KEY,
            host text NOT NULL,
            process_id integer NOT NULL,
            backends integer[] NOT NULL DEFAULT '{}',
            started_at timestamptz NOT NULL DEFAULT now(),
            lease_until timestamptz NOT NULL
        );
        """
}
