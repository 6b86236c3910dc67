extension LedgerMigrations {
    /// Refunds and reversals must be noted at the transaction that they give back, to the cent, and nothing else may be noted there.
    ///
    /// Deferred, because a batch may refund the same transaction several times and notes only the last sum.
    static let givenBack = """
        CREATE INDEX transactions_by_original ON transactions (original_id) WHERE original_id IS NOT NULL;

        CREATE FUNCTION check_given_back() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
            original bigint;
            noted record;
            moved bigint;
            refunded bigint;
            reversal bigint;
        BEGIN
            IF TG_TABLE_NAME = 'transactions' THEN
                original := NEW.original_id;
            ELSE
                original := NEW.transaction_id;
            END IF;
            SELECT * INTO noted FROM transaction_states WHERE transaction_id = original;
            SELECT coalesce(sum(amount), 0) INTO moved FROM entries WHERE transaction_id = original AND amount > 0;
            SELECT coalesce(sum(entry.amount) FILTER (WHERE back.type = 'refund'), 0), min(back.id) FILTER (WHERE back.type = 'reversal')
            INTO refunded, reversal
            FROM transactions AS back JOIN entries AS entry ON entry.transaction_id = back.id AND entry.amount > 0
            WHERE back.original_id = original;
            IF noted.amount IS DISTINCT FROM moved OR noted.refunded IS DISTINCT FROM refunded
                OR noted.reversed_by IS DISTINCT FROM reversal THEN
                RAISE EXCEPTION 'of transaction % as much as % was refunded, and % is noted; it was reversed by %, and % is noted',
                    original, refunded, noted.refunded, reversal, noted.reversed_by
                    USING ERRCODE = '23514', CONSTRAINT = 'transactions_given_back_noted';
            END IF;
            RETURN NULL;
        END $$;
        CREATE CONSTRAINT TRIGGER transactions_given_back AFTER INSERT ON transactions
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.original_id IS NOT NULL)
            EXECUTE FUNCTION check_given_back();
        CREATE CONSTRAINT TRIGGER transaction_states_given_back AFTER INSERT OR UPDATE ON transaction_states
            DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION check_given_back();
        """
}
