extension RuleCheck {
    static let holds = [
        RuleCheck(
            .holdCaptured, "holds",
            """
            SELECT coalesce(hold.id, moved.hold_id), 'id=' || coalesce(hold.id, moved.hold_id),
                'captured ' || coalesce(moved.amount, 0) || ', within the amount',
                coalesce('captured ' || hold.captured || ' of ' || hold.amount, 'no hold')
            FROM holds AS hold FULL JOIN (
                SELECT capture.hold_id, sum(-entry.amount) AS amount
                FROM transactions AS capture
                LEFT JOIN holds ON holds.id = capture.hold_id
                LEFT JOIN entries AS entry
                    ON entry.transaction_id = capture.id AND entry.account_id = holds.account_id AND entry.amount < 0
                WHERE capture.hold_id IS NOT NULL GROUP BY capture.hold_id
            ) AS moved ON moved.hold_id = hold.id
            WHERE hold.captured IS DISTINCT FROM coalesce(moved.amount, 0) OR hold.captured > hold.amount
            """),
        RuleCheck(
            .holdState, "holds",
            """
            SELECT id, 'id=' || id,
                CASE WHEN remaining < 0 THEN 'at most the amount captured and released'
                    WHEN remaining > 0 THEN 'pending' ELSE 'the end of a hold with ' || captured || ' captured' END,
                state || ', of ' || amount || ' captured ' || captured || ', released ' || released
            FROM holds, LATERAL (SELECT amount - captured - released AS remaining) AS rest
            WHERE captured < 0 OR released < 0 OR remaining < 0 OR NOT CASE state
                WHEN 'pending' THEN remaining > 0
                WHEN 'captured' THEN remaining = 0 AND captured > 0
                WHEN 'voided' THEN remaining = 0 AND captured = 0
                WHEN 'expired' THEN remaining = 0 AND released > 0
                ELSE false END
            """),
    ]
}
