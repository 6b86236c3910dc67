extension RuleCheck {
    static let outcomes = [
        RuleCheck(
            .outcomeKey, "outcomes",
            """
            SELECT min(number), 'subject=' || subject || ', message_id=' || message_id, 'one outcome',
                count(*) || ' outcomes, with numbers ' || string_agg(number::text, ', ' ORDER BY number)
            FROM outcomes
            -- Keys alone first, which an index gives in their order where there is one.
            JOIN (SELECT subject, message_id FROM outcomes GROUP BY subject, message_id HAVING count(*) > 1) AS repeated
                USING (subject, message_id)
            GROUP BY subject, message_id
            """),
        RuleCheck(
            .outbox, "outbox",
            """
            SELECT outbox.id, 'id=' || outbox.id, 'numbers of committed outcomes and of flags', 'number ' || waiting.number
            FROM outbox CROSS JOIN LATERAL unnest(numbers) AS waiting (number)
            WHERE NOT EXISTS (SELECT FROM outcomes WHERE number = waiting.number AND is_committed)
                AND NOT EXISTS (SELECT FROM risk_flags WHERE id = waiting.number)
            """),
        RuleCheck(
            .chainLinks, "audit_links",
            """
            SELECT chain::bigint * 1000000000 + sequence, 'chain=' || chain || ', sequence=' || sequence,
                'sequence ' || coalesce(earlier, 0) + 1 || ' after ' || encode(coalesce(before, '\\x'), 'hex'),
                'sequence ' || sequence || ' after ' || encode(previous, 'hex')
            FROM (
                SELECT *, lag(sequence) OVER along AS earlier, lag(hash) OVER along AS before FROM audit_links
                WINDOW along AS (PARTITION BY chain ORDER BY sequence)
            ) AS link
            WHERE sequence <> coalesce(earlier, 0) + 1 OR previous <> coalesce(before, decode(repeat('00', 32), 'hex'))
            """),
    ]
}
