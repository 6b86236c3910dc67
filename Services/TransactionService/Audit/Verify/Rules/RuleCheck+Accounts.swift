extension RuleCheck {
    static let accounts = [
        RuleCheck(
            .accountHeld, "accounts",
            """
            SELECT coalesce(account.id, pending.account_id), 'id=' || coalesce(account.id, pending.account_id),
                'held ' || coalesce(pending.held, 0), coalesce('held ' || account.held, 'no account')
            FROM accounts AS account FULL JOIN (
                SELECT account_id, sum(amount::numeric - captured - released) AS held
                FROM holds WHERE state = 'pending' GROUP BY account_id
            ) AS pending ON pending.account_id = account.id
            WHERE account.held IS DISTINCT FROM coalesce(pending.held, 0)
            """),
        RuleCheck(
            .accountFunds, "accounts",
            """
            SELECT id, 'id=' || id, 'shortfall ' || needed, 'shortfall ' || shortfall
                || CASE WHEN needed > shortfall THEN ', with ' || posted || ' posted and ' || held || ' held' ELSE '' END
            FROM accounts, LATERAL (
                SELECT CASE WHEN is_limited THEN greatest(0, held::numeric - posted - overdraft_limit) ELSE 0 END AS needed
            ) AS funds WHERE shortfall <> needed
            """),
        RuleCheck(
            .accountEmpty, "accounts",
            """
            SELECT id, 'id=' || id, 'nothing posted, nothing held', 'posted ' || posted || ', held ' || held
            FROM accounts WHERE status = 'deactivated' AND (posted <> 0 OR held <> 0)
            """),
        RuleCheck(
            .trialBalance, "units",
            """
            SELECT unit, 'number=' || unit, 'balances that add up to 0', 'a sum of ' || sum(posted)
            FROM accounts GROUP BY unit HAVING sum(posted) <> 0
            """),
    ]
}
