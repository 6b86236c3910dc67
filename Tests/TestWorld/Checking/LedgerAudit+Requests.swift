extension LedgerAudit {
    /// What must hold of jobs, charge sales, credit requests and withdrawals, and of the money that they stand for.
    static let requestRules = [
        (
            "a movement of a workflow has no request, or several",
            """
            SELECT transaction.id::text FROM transactions AS transaction
            LEFT JOIN requests AS request ON request.transaction_id = transaction.id OR request.settlement_id = transaction.id
            WHERE transaction.type IN ('job', 'charge_sale', 'credit', 'withdrawal', 'payout', 'withdrawal_completion',
                'withdrawal_return')
            GROUP BY transaction.id HAVING count(request.id) <> 1 LIMIT 1000
            """
        ),
        (
            "a request's movement is of another type, wallet or amount",
            """
            SELECT request.id::text FROM requests AS request
            LEFT JOIN transactions AS transaction ON transaction.id = request.transaction_id
            LEFT JOIN entries AS entry
                ON entry.transaction_id = request.transaction_id AND entry.account_id = request.account_id
            WHERE (request.transaction_id IS NULL) <> (request.kind = 'credit_request' AND request.state <> 'approved')
                OR request.transaction_id IS NOT NULL AND (
                    abs(entry.amount) IS DISTINCT FROM request.amount OR (entry.amount > 0) <> (request.kind = 'credit_request')
                    OR transaction.type NOT IN (
                        request.kind, replace(request.kind, '_request', ''),
                        CASE request.kind WHEN 'withdrawal' THEN 'payout' ELSE request.kind END))
            LIMIT 1000
            """
        ),
        (
            "a request's state does not agree with the movement that ended it",
            """
            SELECT request.id::text FROM requests AS request
            LEFT JOIN transactions AS settlement ON settlement.id = request.settlement_id
            WHERE settlement.type IS DISTINCT FROM CASE
                WHEN request.kind = 'withdrawal' AND request.state = 'completed' THEN 'withdrawal_completion'
                WHEN request.kind = 'withdrawal' AND request.state = 'failed' THEN 'withdrawal_return'
                WHEN request.kind = 'charge_sale' AND request.state = 'refunded' THEN 'refund'
                WHEN request.kind = 'job' AND request.state = 'failed' AND request.settlement_id IS NOT NULL THEN 'refund'
            END OR (settlement.type = 'refund' AND settlement.original_id IS DISTINCT FROM request.transaction_id)
            LIMIT 1000
            """
        ),
        (
            "what is in transit is not the sum of the pending withdrawals",
            """
            SELECT transit.unit::text FROM accounts AS transit
            WHERE transit.kind = 'payouts_in_transit' AND transit.owner IS NULL AND transit.posted <> (
                SELECT coalesce(sum(request.amount), 0) FROM requests AS request
                JOIN accounts AS wallet ON wallet.id = request.account_id
                WHERE request.kind = 'withdrawal' AND request.state = 'pending' AND wallet.unit = transit.unit
            ) LIMIT 1000
            """
        ),
        (
            "something is left of an erased party",
            """
            SELECT id FROM parties WHERE erased_at IS NOT NULL AND (
                name <> '' OR phone IS NOT NULL OR language IS NOT NULL OR time_zone IS NOT NULL OR metadata IS NOT NULL
                OR EXISTS (SELECT FROM bank_accounts WHERE party_id = parties.id
                    AND (state = 'active' OR holder IS NOT NULL OR number_sealed IS NOT NULL))
            ) LIMIT 1000
            """
        ),
        (
            "a wallet was not empty when its owner was erased",
            """
            SELECT account.id::text FROM parties AS party JOIN accounts AS account ON account.owner = party.id
            JOIN entries AS entry ON entry.account_id = account.id AND entry.posted_at < party.erased_at
            GROUP BY account.id HAVING sum(entry.amount) <> 0 LIMIT 1000
            """
        ),
    ]
}
