extension RuleCheck {
    static let givenBack = [
        RuleCheck(
            .givenBack, "transaction_states",
            """
            WITH back AS (
                SELECT given.original_id AS id, sum(entry.amount) FILTER (WHERE given.type = 'refund') AS refunded,
                    min(given.id) FILTER (WHERE given.type = 'reversal') AS reversed_by,
                    count(DISTINCT given.id) FILTER (WHERE given.type = 'reversal') AS reversals,
                    bool_and(given.type IN ('refund', 'reversal')) AS is_usual
                FROM transactions AS given
                LEFT JOIN entries AS entry ON entry.transaction_id = given.id AND entry.amount > 0
                WHERE given.original_id IS NOT NULL GROUP BY given.original_id
            ), noted AS (
                SELECT *, (SELECT sum(part) FROM unnest(refunded_by_leg) AS part) AS by_leg FROM transaction_states
            ), whole AS (
                SELECT transaction_id AS id, sum(amount) AS amount FROM entries
                WHERE amount > 0 AND transaction_id IN (SELECT id FROM back UNION SELECT transaction_id FROM noted)
                GROUP BY transaction_id
            )
            SELECT coalesce(back.id, noted.transaction_id), 'transaction_id=' || coalesce(back.id, noted.transaction_id),
                'of ' || coalesce(whole.amount, 0) || ' refunded ' || coalesce(back.refunded, 0)
                    || coalesce(', reversed by ' || back.reversed_by, ''),
                coalesce('of ' || noted.amount || ' refunded ' || noted.refunded || ', by leg ' || coalesce(noted.by_leg, 0)
                    || coalesce(', reversed by ' || noted.reversed_by, ''), 'no note')
            FROM back FULL JOIN noted ON noted.transaction_id = back.id
            LEFT JOIN whole ON whole.id = coalesce(back.id, noted.transaction_id)
            WHERE noted.refunded IS DISTINCT FROM coalesce(back.refunded, 0)
                OR noted.by_leg IS DISTINCT FROM coalesce(back.refunded, 0)
                OR noted.reversed_by IS DISTINCT FROM back.reversed_by OR noted.amount IS DISTINCT FROM whole.amount
                OR coalesce(back.refunded, 0) > coalesce(whole.amount, 0) OR coalesce(back.reversals, 0) > 1
                OR (back.reversals > 0 AND back.refunded > 0) OR NOT coalesce(back.is_usual, true)
            """),
        RuleCheck(
            .reversal, "transactions",
            """
            SELECT reversal.id, 'id=' || reversal.id, 'the opposite of each leg of transaction ' || reversal.original_id,
                legs.matching || ' of ' || legs.original || ' legs, in ' || legs.own
            FROM transactions AS reversal, LATERAL (
                SELECT (SELECT count(*) FROM entries WHERE transaction_id = reversal.id) AS own,
                    (SELECT count(*) FROM entries WHERE transaction_id = reversal.original_id) AS original,
                    (SELECT count(*) FROM entries AS mine JOIN entries AS other
                        ON other.transaction_id = reversal.original_id AND other.leg = mine.leg
                        AND other.account_id = mine.account_id AND other.amount = -mine.amount
                        WHERE mine.transaction_id = reversal.id) AS matching
            ) AS legs
            WHERE reversal.type = 'reversal' AND reversal.original_id IS NOT NULL
                AND (legs.own <> legs.original OR legs.matching <> legs.original)
            """),
    ]
}
