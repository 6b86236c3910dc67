/// From where the entries of a history are sought.
enum EntrySource {
    /// From the account's newest entries downwards, as many as the window holds.
    case history
    /// From the few transactions with a reference.
    case reference
    /// From the few transactions of the other account.
    case counterparty

    /// The statement; its parameters are the account, the sequence before which and after which is sought, the window, how many rows to give,
    /// the transactions' type and reference, and the other account, each of the last three NULL where it does not matter.
    var statement: String {
        switch self {
        case .history: Self.fromHistory
        case .reference: Self.fromReference
        case .counterparty: Self.fromCounterparty
        }
    }

    private static let fromHistory = statement(
        """
        SELECT sequence, transaction_id, amount, balance, posted_at FROM entries
        WHERE account_id = $1 AND sequence < $2 AND sequence > $3 ORDER BY sequence DESC LIMIT $4
        """)

    private static let fromReference = statement(
        """
        SELECT entry.sequence, entry.transaction_id, entry.amount, entry.balance, entry.posted_at
        FROM transactions AS wanted
        JOIN entries AS entry ON entry.transaction_id = wanted.id AND entry.account_id = $1
        WHERE wanted.reference COLLATE "C" = $7 AND wanted.reference IS NOT NULL
            AND entry.sequence < $2 AND entry.sequence > $3
        ORDER BY entry.sequence DESC LIMIT $4
        """)

    private static let fromCounterparty = statement(
        """
        SELECT DISTINCT entry.sequence, entry.transaction_id, entry.amount, entry.balance, entry.posted_at
        FROM entries AS wanted
        JOIN entries AS entry ON entry.transaction_id = wanted.transaction_id AND entry.account_id = $1
        WHERE wanted.account_id = $8 AND entry.sequence < $2 AND entry.sequence > $3
        ORDER BY entry.sequence DESC LIMIT $4
        """)

    private static func statement(_ candidates: String) -> String {
        """
        WITH candidate AS MATERIALIZED (\(candidates)),
        entry AS MATERIALIZED (
            SELECT candidate.* FROM candidate JOIN transactions AS transaction ON transaction.id = candidate.transaction_id
            WHERE ($6::text IS NULL OR transaction.type = $6) AND ($7::text IS NULL OR transaction.reference = $7)
                AND ($8::bigint IS NULL OR EXISTS (
                    SELECT FROM entries AS leg WHERE leg.transaction_id = candidate.transaction_id AND leg.account_id = $8))
            ORDER BY candidate.sequence DESC LIMIT $5
        )
        SELECT \(EntryRow.columns)
        FROM entry JOIN transactions AS transaction ON transaction.id = entry.transaction_id \(EntryRow.others)
        ORDER BY entry.sequence DESC
        """
    }
}
