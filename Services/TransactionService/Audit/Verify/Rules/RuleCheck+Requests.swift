extension RuleCheck {
    static let requests = [
        RuleCheck(
            .requestMovement, "requests",
            """
            SELECT request.id, 'id=' || request.id,
                CASE WHEN transaction.id IS NULL THEN
                        CASE WHEN isDue THEN 'a transaction' ELSE 'no transaction' END
                    ELSE 'a ' || request.kind || ' of ' || coalesce(abs(entry.amount)::text, 'another account') END,
                CASE WHEN transaction.id IS NULL THEN coalesce(request.transaction_id::text, 'none')
                    ELSE 'a ' || transaction.type || ' of ' || request.amount END
            FROM requests AS request
            CROSS JOIN LATERAL (SELECT NOT (request.kind = 'credit_request' AND request.state <> 'approved') AS isDue) AS due
            LEFT JOIN transactions AS transaction ON transaction.id = request.transaction_id
            LEFT JOIN LATERAL (
                SELECT sum(amount) AS amount FROM entries
                WHERE transaction_id = request.transaction_id AND account_id = request.account_id
            ) AS entry ON true
            WHERE (request.transaction_id IS NOT NULL) <> isDue
                OR (request.transaction_id IS NOT NULL AND (
                    transaction.id IS NULL OR abs(entry.amount) IS DISTINCT FROM request.amount
                    OR (entry.amount > 0) <> (request.kind = 'credit_request')
                    OR NOT CASE request.kind
                        WHEN 'credit_request' THEN transaction.type = 'credit'
                        WHEN 'withdrawal' THEN transaction.type IN ('withdrawal', 'payout')
                        ELSE transaction.type = request.kind END))
            UNION ALL
            SELECT transaction.id, 'transaction_id=' || transaction.id, 'one request for a ' || transaction.type,
                count(request.id) || ' requests'
            FROM transactions AS transaction
            LEFT JOIN requests AS request ON request.transaction_id = transaction.id OR request.settlement_id = transaction.id
            WHERE transaction.type IN ('job', 'charge_sale', 'credit', 'withdrawal', 'payout', 'withdrawal_completion',
                'withdrawal_return')
            GROUP BY transaction.id HAVING count(request.id) <> 1
            """),
        RuleCheck(
            .requestSettlement, "requests",
            """
            SELECT request.id, 'id=' || request.id, coalesce('a ' || due.type || ' of ' || request.amount, 'no settlement'),
                coalesce('a ' || settlement.type || ' of ' || coalesce(moved.amount::text, 'nothing'),
                    'settlement ' || request.settlement_id, 'no settlement')
            FROM requests AS request
            CROSS JOIN LATERAL (SELECT CASE
                WHEN request.kind = 'withdrawal' AND request.state = 'completed' THEN 'withdrawal_completion'
                WHEN request.kind = 'withdrawal' AND request.state = 'failed' THEN 'withdrawal_return'
                WHEN request.kind = 'charge_sale' AND request.state = 'refunded' THEN 'refund'
                WHEN request.kind = 'job' AND request.state = 'failed' AND request.settlement_id IS NOT NULL THEN 'refund'
                END AS type) AS due
            LEFT JOIN transactions AS settlement ON settlement.id = request.settlement_id
            LEFT JOIN LATERAL (
                SELECT sum(amount) AS amount FROM entries WHERE transaction_id = request.settlement_id AND amount > 0
            ) AS moved ON true
            WHERE settlement.type IS DISTINCT FROM due.type
                OR (request.settlement_id IS NULL) <> (due.type IS NULL)
                OR (settlement.id IS NOT NULL AND moved.amount IS DISTINCT FROM request.amount)
                OR (settlement.type = 'refund' AND settlement.original_id IS DISTINCT FROM request.transaction_id)
            """),
        RuleCheck(
            .requestTransit, "accounts",
            """
            SELECT transit.id, 'id=' || transit.id, 'posted ' || coalesce(pending.amount, 0), 'posted ' || transit.posted
            FROM accounts AS transit LEFT JOIN (
                SELECT wallet.unit, sum(request.amount) AS amount
                FROM requests AS request JOIN accounts AS wallet ON wallet.id = request.account_id
                WHERE request.kind = 'withdrawal' AND request.state = 'pending' GROUP BY wallet.unit
            ) AS pending ON pending.unit = transit.unit
            WHERE transit.kind = 'payouts_in_transit' AND transit.owner IS NULL
                AND transit.posted <> coalesce(pending.amount, 0)
            """),
    ]
}
