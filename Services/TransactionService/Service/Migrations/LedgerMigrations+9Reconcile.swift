extension LedgerMigrations {
    /// Where it is recorded that an account's stored balance was brought back to what its entries and holds say.
    static let reconcile = """
        CREATE TABLE balance_corrections (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            account_id bigint NOT NULL REFERENCES accounts (id),
            corrected_at timestamptz NOT NULL DEFAULT clock_timestamp(),
            -- The role of the database, and whoever it was on which machine.
            corrected_by text NOT NULL,
            reason text NOT NULL,
            -- The account's version after the correction.
            version bigint NOT NULL,
            stored_posted bigint NOT NULL,
            stored_held bigint NOT NULL,
            stored_entry_seq bigint NOT NULL,
            posted bigint NOT NULL,
            held bigint NOT NULL,
            entry_seq bigint NOT NULL,
            CONSTRAINT balance_corrections_correct
                CHECK ((stored_posted, stored_held, stored_entry_seq) <> (posted, held, entry_seq))
        );
        CREATE INDEX balance_corrections_by_account ON balance_corrections (account_id, id);
        CREATE TRIGGER balance_corrections_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON balance_corrections
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

        DO $$
        BEGIN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'kauri_service') THEN
                GRANT SELECT ON balance_corrections TO kauri_service;
            END IF;
        END $$;
        """
}
