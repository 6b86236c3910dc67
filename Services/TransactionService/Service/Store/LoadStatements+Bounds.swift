import Contracts
import Ledger
import Postgres

extension LoadStatements {
    /// What bounds payments from the wallets of the batch, read after the wallets are locked: payout plans, limits, what left them today and lately.
    ///
    /// Where no limit is set, the conditions without columns are found false once and nothing else is looked at.
    mutating func addBounds(_ needs: Needs, _ window: Int64?) {
        let ids = needs.isPlain ? "$1::bigint[]" : Self.resolvedIDs
        let selectors = needs.isPlain ? [Parameter.int64Array(needs.accounts.map(\.number))] : Self.selectors(needs)
        if needs.readsOpenRequests { add(.requests, Statement(Self.openRequests(of: ids), selectors)) }
        if needs.readsPlans { add(.plans, Statement(Self.plans(of: ids), selectors)) }
        guard needs.countsSpending || needs.changesLimits else { return }
        add(.limits, Statement(Self.limits(of: ids), selectors))
        let always = "$\(selectors.count + 1)::boolean"
        let flag = Parameter.bool(needs.changesLimits)
        add(.levels, Statement(Self.levels(of: ids, or: always), selectors + [flag]))
        add(.days, Statement(Self.days(of: ids, or: always), selectors + [flag]))
        if let window {
            let sql = Self.movements(of: ids, window: "$\(selectors.count + 1)::bigint")
            add(.movements, Statement(sql, selectors + [.int64(window)]))
        }
    }

    /// Read when the wallets are locked, so that none can be added: who makes or ends a request locks its wallet.
    private static func openRequests(of ids: String) -> String {
        "SELECT \(requestColumns) FROM requests WHERE account_id = ANY(\(ids)) AND state IN ('pending', 'running')"
    }

    private static func plans(of ids: String) -> String {
        "SELECT account_id, interval, weekday, minimum, next_due_at FROM payout_schedules WHERE account_id = ANY(\(ids))"
    }

    private static func limits(of ids: String) -> String {
        """
        SELECT account_id, kyc_level, unit, minimum, maximum, daily FROM limits
        WHERE EXISTS (SELECT FROM limits WHERE account_id IS NOT NULL) AND account_id = ANY(\(ids))
        UNION ALL
        SELECT account_id, kyc_level, unit, minimum, maximum, daily FROM limits WHERE kyc_level IS NOT NULL
        """
    }

    private static func levels(of ids: String, or always: String) -> String {
        """
        SELECT id, kyc_level FROM parties
        WHERE (\(always) OR EXISTS (SELECT FROM limits WHERE kyc_level IS NOT NULL))
            AND id = ANY(ARRAY(SELECT owner FROM accounts WHERE id = ANY(\(ids)) AND owner IS NOT NULL))
        """
    }

    /// Yesterday too: the batch's own moment is taken last, and may be on the other side of midnight.
    private static func days(of ids: String, or always: String) -> String {
        """
        SELECT account_id, day - DATE '1970-01-01', spent FROM daily_totals
        WHERE (\(always) OR EXISTS (SELECT FROM limits WHERE daily IS NOT NULL)) AND account_id = ANY(\(ids))
            AND day >= (clock_timestamp() AT TIME ZONE 'UTC')::date - 1
        """
    }

    private static func movements(of ids: String, window: String) -> String {
        """
        SELECT recent.account_id, recent.moved_at, recent.amount, recent.receiver
        FROM unnest(\(ids)) AS payer (id)
        CROSS JOIN LATERAL (
            SELECT account_id, moved_at, amount, receiver FROM risk_movements
            WHERE account_id = payer.id AND moved_at > clock_timestamp() - \(window) * interval '1 second'
            ORDER BY moved_at DESC LIMIT \(RiskRule.mostMovements)
        ) AS recent
        ORDER BY recent.moved_at
        """
    }
}
