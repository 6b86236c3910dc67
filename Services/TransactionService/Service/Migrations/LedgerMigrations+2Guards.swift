extension LedgerMigrations {
    /// What the database guarantees even if the service were wrong: rows that are never changed, legs that add up to zero, entries without gaps,
    /// balances that follow one from the other, state that only moves forward.
    static let guards = """
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = '42501';
        END $$;

        CREATE TRIGGER entries_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON entries
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
        CREATE TRIGGER transactions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON transactions
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
        CREATE TRIGGER outcomes_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON outcomes
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

        -- All legs of a transaction come in one INSERT, so one look at the statement's rows sees every leg.
        CREATE FUNCTION check_entries() RETURNS trigger LANGUAGE plpgsql
            SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
        DECLARE
            wrong bigint;
        BEGIN
            SELECT transaction_id INTO wrong FROM inserted GROUP BY transaction_id, unit HAVING sum(amount) <> 0 LIMIT 1;
            IF FOUND THEN
                RAISE EXCEPTION 'the legs of transaction % do not add up to zero', wrong
                    USING ERRCODE = '23514', CONSTRAINT = 'entries_balanced';
            END IF;
            -- Every entry follows the one before it, be that an earlier one or one of the same statement.
            SELECT entry.account_id INTO wrong
            FROM inserted AS entry
            LEFT JOIN entries AS earlier
                ON earlier.account_id = entry.account_id AND earlier.sequence = entry.sequence - 1
            WHERE coalesce(earlier.balance, 0) + entry.amount <> entry.balance
                OR (entry.sequence > 1 AND earlier.account_id IS NULL)
            LIMIT 1;
            IF FOUND THEN
                RAISE EXCEPTION 'the entries of account % have a gap, or a balance that does not follow from the one before', wrong
                    USING ERRCODE = '23514', CONSTRAINT = 'entries_continuous';
            END IF;
            RETURN NULL;
        END $$;
        CREATE TRIGGER entries_checked AFTER INSERT ON entries REFERENCING NEW TABLE AS inserted
            FOR EACH STATEMENT EXECUTE FUNCTION check_entries();

        CREATE FUNCTION check_hold_moves_forward() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF OLD.state <> 'pending' OR NEW.account_id <> OLD.account_id OR NEW.amount <> OLD.amount
                OR NEW.captured < OLD.captured OR NEW.released < OLD.released THEN
                RAISE EXCEPTION 'hold % cannot go back or change after its end', OLD.id
                    USING ERRCODE = '23514', CONSTRAINT = 'holds_move_forward';
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER holds_move_forward BEFORE UPDATE ON holds
            FOR EACH ROW EXECUTE FUNCTION check_hold_moves_forward();

        CREATE FUNCTION check_state_moves_forward() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF OLD.reversed_by IS NOT NULL OR NEW.amount <> OLD.amount OR NEW.refunded < OLD.refunded THEN
                RAISE EXCEPTION 'the state of transaction % cannot go back', OLD.transaction_id
                    USING ERRCODE = '23514', CONSTRAINT = 'transaction_states_move_forward';
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER transaction_states_move_forward BEFORE UPDATE ON transaction_states
            FOR EACH ROW EXECUTE FUNCTION check_state_moves_forward();
        """

    /// What the service's own role may do. Where the role does not exist (a database with one user), the triggers alone stand guard.
    static let grants = """
        DO $$
        BEGIN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'kauri_service') THEN
                GRANT USAGE ON SCHEMA public TO kauri_service;
                GRANT SELECT, INSERT ON entries, transactions, outcomes, units TO kauri_service;
                GRANT SELECT, INSERT, UPDATE ON parties, accounts, holds, transaction_states TO kauri_service;
                GRANT SELECT, INSERT, UPDATE, DELETE ON instances TO kauri_service;
                GRANT SELECT, INSERT, DELETE ON outbox TO kauri_service;
                GRANT SELECT ON schema_migrations TO kauri_service;
                GRANT USAGE ON SEQUENCE ledger_numbers TO kauri_service;
            END IF;
        END $$;
        """
}
