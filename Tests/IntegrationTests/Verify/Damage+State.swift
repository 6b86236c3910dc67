extension Damage {
    private static let wallet = "SELECT 'id=$wallet'"

    /// What changes beside the journal, and can be told from it.
    static let state = [
        Damage(
            "posted changed", "accounts.balance", "accounts", wallet,
            "UPDATE accounts SET posted = posted + 1 WHERE id = $wallet"),
        Damage(
            "held changed", "accounts.held", "accounts", wallet,
            "UPDATE accounts SET held = held + 1 WHERE id = $wallet"),
        Damage(
            "the version lowered", "accounts.version", "accounts", wallet,
            "UPDATE accounts SET version = version - 1 WHERE id = $wallet"),
        Damage(
            "a hold and what is held changed alike", "accounts.told", "accounts", wallet,
            "UPDATE holds SET amount = amount + 1 WHERE id = $hold",
            "UPDATE accounts SET held = held + 1 WHERE id = $wallet"),
        Damage(
            "a shortfall that there is not", "accounts.funds", "accounts", wallet,
            "UPDATE accounts SET shortfall = 5 WHERE id = $wallet"),
        Damage(
            "an account with money deactivated", "accounts.deactivated", "accounts", wallet,
            "ALTER TABLE accounts DROP CONSTRAINT accounts_deactivated_empty",
            "UPDATE accounts SET status = 'deactivated' WHERE id = $wallet"),
        Damage(
            "money out of nothing", "units.trial_balance", "units", "SELECT 'number=710'",
            "UPDATE accounts SET posted = posted + 1 WHERE id = $wallet"),
        Damage(
            "what a hold has captured changed", "holds.captured", "holds", "SELECT 'id=$hold'",
            "UPDATE holds SET captured = captured + 1 WHERE id = $hold"),
        Damage(
            "a hold voided with something held", "holds.state", "holds", "SELECT 'id=$hold'",
            "ALTER TABLE holds DROP CONSTRAINT holds_closed_when_empty",
            "UPDATE holds SET state = 'voided' WHERE id = $hold"),
        Damage(
            "less noted as refunded", "transactions.given_back", "transaction_states", "SELECT 'transaction_id=$spent'",
            "UPDATE transaction_states SET refunded = refunded - 1 WHERE transaction_id = $spent"),
        Damage(
            "a note of a reversal deleted", "transactions.given_back", "transaction_states",
            "SELECT 'transaction_id=$reversed'", "DELETE FROM transaction_states WHERE transaction_id = $reversed"),
        Damage(
            "the amount of a request changed", "requests.movement", "requests", "SELECT 'id=$open_sale'",
            "UPDATE requests SET amount = amount + 1 WHERE id = $open_sale"),
        Damage(
            "a request completed without a movement", "requests.settlement", "requests", "SELECT 'id=$open_withdrawal'",
            "UPDATE requests SET state = 'completed' WHERE id = $open_withdrawal"),
        Damage(
            "a pending withdrawal deleted", "requests.transit", "accounts",
            "SELECT 'id=' || id FROM accounts WHERE kind = 'payouts_in_transit' AND unit = 710",
            "DELETE FROM requests WHERE id = $open_withdrawal"),
    ]

    private static func second(_ sequence: Int) -> String {
        "SELECT 'chain=' || chain || ', sequence=\(sequence)' FROM (SELECT $chain AS chain) AS longest"
    }

    /// What is done to the chains themselves.
    static let chain = [
        Damage(
            "a deleted link", "chain.links", "audit_links", second(3),
            "DELETE FROM audit_links WHERE chain = $chain AND sequence = 2"),
        Damage(
            "two links in each other's place", "chain.links", "audit_links", second(2),
            "UPDATE audit_links SET sequence = 900000 WHERE chain = $chain AND sequence = 2",
            "UPDATE audit_links SET sequence = 2 WHERE chain = $chain AND sequence = 3",
            "UPDATE audit_links SET sequence = 3 WHERE chain = $chain AND sequence = 900000"),
        Damage(
            "another hash", "chain.hash", "audit_links", second(2),
            "UPDATE audit_links SET hash = sha256('other') WHERE chain = $chain AND sequence = 2"),
        Damage(
            "a link's time changed", "chain.hash", "audit_links", second(2),
            "UPDATE audit_links SET decided_at = decided_at + interval '1 second' WHERE chain = $chain AND sequence = 2"
        ),
        Damage(
            "a link with the numbers of another", "chain.coverage", "audit_links", second(3),
            """
            UPDATE audit_links SET numbers = numbers + (SELECT numbers FROM audit_links WHERE chain = $chain AND sequence = 2)
            WHERE chain = $chain AND sequence = 3
            """),
    ]
}
