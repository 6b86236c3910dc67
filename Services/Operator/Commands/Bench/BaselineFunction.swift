/// The transfer that an honest hand-written wallet would make: one function, one transaction, the same tables.
enum BaselineFunction {
    /// Lives in the session alone.
    static let name = "pg_temp.bench_transfer"

    /// Locks both accounts in id order, checks the key, the states and the funds, writes transaction, entries, balances and the outcome.
    static let sql = """
        CREATE FUNCTION \(name)(payer bigint, receiver bigint, amount bigint, key text) RETURNS boolean
        LANGUAGE plpgsql AS $$
        DECLARE
            number bigint := nextval('ledger_numbers');
            now timestamptz := clock_timestamp();
            low accounts;
            high accounts;
            source accounts;
            target accounts;
        BEGIN
            SELECT * INTO low FROM accounts WHERE id = least(payer, receiver) FOR NO KEY UPDATE;
            SELECT * INTO high FROM accounts WHERE id = greatest(payer, receiver) FOR NO KEY UPDATE;
            PERFORM FROM outcomes WHERE subject = 'bench:baseline' AND message_id = key;
            IF FOUND THEN
                RETURN true;
            END IF;
            IF low.id = payer THEN
                source := low;
                target := high;
            ELSE
                source := high;
                target := low;
            END IF;
            IF source.status <> 'active' OR target.status <> 'active' OR source.unit <> target.unit
                OR (source.is_limited AND source.posted - source.held + source.overdraft_limit < amount) THEN
                RETURN false;
            END IF;
            INSERT INTO transactions (id, type, posted_at) VALUES (number, 'transfer', now);
            UPDATE accounts SET posted = posted - amount, version = version + 1, entry_seq = entry_seq + 1 WHERE id = payer;
            UPDATE accounts SET posted = posted + amount, version = version + 1, entry_seq = entry_seq + 1 WHERE id = receiver;
            INSERT INTO entries (account_id, sequence, transaction_id, amount, balance, posted_at, leg, unit) VALUES
                (payer, source.entry_seq + 1, number, -amount, source.posted - amount, now, 0, source.unit),
                (receiver, target.entry_seq + 1, number, amount, target.posted + amount, now, 1, target.unit);
            INSERT INTO outcomes (subject, message_id, number, is_committed, proof, decided_at, type, fingerprint, document)
            VALUES ('bench:baseline', key, number + 1, true, 0, now, 'wallet.transfer',
                sha256(convert_to(payer || '/' || receiver || '/' || amount, 'UTF8')),
                json_build_object('status', 'committed', 'transaction', number, 'at', now, 'accounts', json_build_array(
                    json_build_object('id', payer, 'posted', source.posted - amount, 'version', source.version + 1),
                    json_build_object('id', receiver, 'posted', target.posted + amount, 'version', target.version + 1)))::text);
            RETURN true;
        END $$
        """
}
