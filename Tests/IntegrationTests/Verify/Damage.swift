import Testing

/// Something that somebody does to a ledger who is held back by nothing.
struct Damage: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// The rule that must be found broken.
    let check: String
    /// The first row that must be named: its table, and a query before the damage for its key.
    let table: String
    let key: String
    /// What is done, by a superuser without triggers.
    let statements: [String]

    init(_ name: String, _ check: String, _ table: String, _ key: String, _ statements: String...) {
        testDescription = name
        self.check = check
        self.table = table
        self.key = key
        self.statements = statements
    }

    static let all = entries + transactions + state + outcomes + chain

    private static let untouched = "SELECT 'id=$untouched'"
    private static let legs = "UPDATE entries SET amount = amount"
    private static let walletsLast =
        "account_id = $wallet AND sequence = (SELECT entry_seq FROM accounts WHERE id = $wallet)"
    private static let number = "(SELECT min(number) FROM outcomes WHERE number > $labelled)"

    static let entries = [
        Damage(
            "a changed amount", "transactions.balance", "transactions", untouched,
            "\(legs) - 100 WHERE transaction_id = $untouched AND leg = 0"),
        Damage(
            "both legs changed alike", "outcomes.transaction", "transactions", untouched,
            "\(legs) * 2 WHERE transaction_id = $untouched"),
        Damage(
            "a deleted entry", "transactions.balance", "transactions", untouched,
            "DELETE FROM entries WHERE transaction_id = $untouched AND leg = 1"),
        Damage(
            "all entries of a transaction deleted", "transactions.entries", "transactions", untouched,
            "DELETE FROM entries WHERE transaction_id = $untouched"),
        Damage(
            "an entry moved to another account", "outcomes.transaction", "transactions", untouched,
            """
            UPDATE entries SET account_id = $other, sequence = (SELECT entry_seq + 1 FROM accounts WHERE id = $other)
            WHERE transaction_id = $untouched AND leg = 0
            """),
        Damage(
            "an entry on no account", "entries.account", "entries",
            "SELECT 'account_id=42, sequence=' || sequence FROM entries WHERE transaction_id = $untouched AND leg = 0",
            "UPDATE entries SET account_id = 42 WHERE transaction_id = $untouched AND leg = 0"),
        Damage(
            "a gap in the sequences", "entries.sequence", "entries",
            "SELECT 'account_id=$wallet, sequence=' || entry_seq + 100 FROM accounts WHERE id = $wallet",
            "UPDATE entries SET sequence = sequence + 100 WHERE \(walletsLast)"),
        Damage(
            "a running balance changed", "entries.sequence", "entries",
            "SELECT 'account_id=$wallet, sequence=' || entry_seq FROM accounts WHERE id = $wallet",
            "UPDATE entries SET balance = balance + 1 WHERE \(walletsLast)"),
        Damage(
            "an entry's time changed", "entries.transaction", "entries",
            "SELECT 'account_id=$wallet, sequence=' || entry_seq FROM accounts WHERE id = $wallet",
            "UPDATE entries SET posted_at = posted_at - interval '1 day' WHERE \(walletsLast)"),
    ]

    static let transactions = [
        Damage(
            "a deleted transaction", "entries.transaction", "entries",
            """
            SELECT 'account_id=' || account_id || ', sequence=' || sequence FROM entries
            WHERE transaction_id = $untouched AND leg = 0
            """, "DELETE FROM transactions WHERE id = $untouched"),
        Damage(
            "an inserted transaction", "chain.coverage", "transactions", "SELECT 'id=900000000000'",
            "INSERT INTO transactions (id, type, posted_at) VALUES (900000000000, 'journal', now())",
            """
            INSERT INTO entries (account_id, sequence, transaction_id, amount, balance, posted_at, leg, unit)
            SELECT id, entry_seq + 1, 900000000000, CASE id WHEN $wallet THEN 5 ELSE -5 END,
                posted + CASE id WHEN $wallet THEN 5 ELSE -5 END, now(), CASE id WHEN $wallet THEN 0 ELSE 1 END, unit
            FROM accounts WHERE id IN ($wallet, $other)
            """,
            """
            UPDATE accounts SET posted = posted + CASE id WHEN $wallet THEN 5 ELSE -5 END, entry_seq = entry_seq + 1,
                version = version + 1 WHERE id IN ($wallet, $other)
            """),
        Damage(
            "metadata changed", "outcomes.transaction", "transactions", "SELECT 'id=$labelled'",
            "UPDATE transactions SET metadata = '{\"room\": \"9\", \"a\": \"b\"}' WHERE id = $labelled"),
        Damage(
            "metadata removed", "chain.hash", "audit_links", "$link_of $labelled::bigint",
            "UPDATE transactions SET metadata = NULL WHERE id = $labelled"),
        Damage(
            "a reference changed", "outcomes.transaction", "transactions", "SELECT 'id=$labelled'",
            "UPDATE transactions SET reference = 'other' WHERE id = $labelled"),
        Damage(
            "the legs of a reversal changed", "transactions.reversal", "transactions",
            "SELECT 'id=' || id FROM transactions WHERE type = 'reversal' AND original_id = $reversed",
            """
            \(legs) / 2 WHERE transaction_id =
                (SELECT id FROM transactions WHERE type = 'reversal' AND original_id = $reversed)
            """),
    ]

    static let outcomes = [
        Damage(
            "an outcome deleted", "transactions.outcome", "transactions", untouched,
            "DELETE FROM outcomes WHERE number = (SELECT min(number) FROM outcomes WHERE number > $untouched)"),
        Damage(
            "the amounts of an outcome's document edited", "outcomes.transaction", "transactions",
            "SELECT 'id=$labelled'",
            "UPDATE outcomes SET document = replace(document, '\"3.00\"', '\"4.00\"') WHERE number = \(number)"),
        Damage(
            "the message of a refused outcome edited", "chain.hash", "audit_links",
            "$link_of (SELECT number FROM outcomes WHERE message_id = '$refused')",
            "UPDATE outcomes SET document = replace(document, 'enough', 'plenty') WHERE message_id = '$refused'"),
        Damage(
            "an edited fingerprint", "chain.hash", "audit_links", "$link_of \(number)",
            "UPDATE outcomes SET fingerprint = sha256('other') WHERE number = \(number)"),
        Damage(
            "another proof of who sent it", "chain.hash", "audit_links", "$link_of \(number)",
            "UPDATE outcomes SET proof = proof + 1 WHERE number = \(number)"),
        Damage(
            "a changed actor", "outcomes.document", "outcomes", "SELECT 'number=' || \(number)",
            "UPDATE outcomes SET actor_id = 'somebody' WHERE number = \(number)"),
        Damage(
            "two outcomes of one command", "outcomes.key", "outcomes",
            "SELECT 'subject=' || subject || ', message_id=$refused' FROM outcomes WHERE message_id = '$refused'",
            "ALTER TABLE outcomes DROP CONSTRAINT outcomes_pkey",
            copy(of: "$refused", "subject, message_id, 900000000000")),
        Damage(
            "two outcomes with one number", "outcomes.number", "outcomes",
            "SELECT 'number=' || number FROM outcomes WHERE message_id = '$refused'", "DROP INDEX outcomes_by_number",
            copy(of: "$refused", "subject, 'other', number")),
        Damage(
            "a foreign number in the outbox", "outbox.numbers", "outbox", "SELECT 'id=900'",
            """
            INSERT INTO outbox (id, instance, lane, numbers) OVERRIDING SYSTEM VALUE VALUES (900, 'nobody', 0, '{42}')
            """),
        Damage(
            "a flag deleted", "chain.hash", "audit_links", "$link_of (SELECT min(id) FROM risk_flags)",
            "DELETE FROM risk_flags"),
    ]

    private static func copy(of id: String, _ key: String) -> String {
        """
        INSERT INTO outcomes (subject, message_id, number, is_committed, proof, decided_at, type, error_code, fingerprint, document)
        SELECT \(key), is_committed, proof, decided_at, type, error_code, fingerprint, document FROM outcomes
        WHERE message_id = '\(id)'
        """
    }
}
