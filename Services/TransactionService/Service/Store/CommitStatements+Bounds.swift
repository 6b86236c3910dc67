import Contracts
import Ledger
import Postgres

extension CommitStatements {
    /// Payout plans, limits, and what has left wallets on a day.
    mutating func addBounds(_ book: Book, _ now: Parameter) {
        addPlans(book, now)
        for limit in book.changes.limits { add(limit, now) }
        addMovements(book, now)
        let days = book.changes.days.sorted()
        guard !days.isEmpty else { return }
        statements.append(
            Statement(
                """
                INSERT INTO daily_totals (account_id, day, spent)
                SELECT account_id, DATE '1970-01-01' + day, spent
                FROM unnest($1::bigint[], $2::integer[], $3::bigint[]) AS new (account_id, day, spent)
                ON CONFLICT (account_id, day) DO UPDATE SET spent = excluded.spent
                """,
                [
                    .int64Array(days.map(\.account.number)), .int32Array(days.map { Int32(clamping: $0.day) }),
                    .int64Array(days.map { book.spent(on: $0) }),
                ]))
    }

    private mutating func addMovements(_ book: Book, _ now: Parameter) {
        let moved = book.changes.movements
        guard !moved.isEmpty else { return }
        statements.append(
            Statement(
                """
                INSERT INTO risk_movements (account_id, amount, receiver, moved_at)
                SELECT *, $4::timestamptz FROM unnest($1::bigint[], $2::bigint[], $3::bigint[])
                """,
                [
                    .int64Array(moved.map(\.account.number)), .int64Array(moved.map(\.movement.amount)),
                    .optionalInt64Array(moved.map { $0.movement.receiver?.number }), now,
                ]))
    }

    private mutating func addPlans(_ book: Book, _ now: Parameter) {
        let plans = book.changes.plans.sorted().compactMap { book.plans[$0] }
        guard !plans.isEmpty else { return }
        statements.append(
            Statement(
                """
                INSERT INTO payout_schedules (account_id, interval, weekday, minimum, next_due_at, set_at)
                SELECT *, $6::timestamptz FROM unnest($1::bigint[], $2::text[], $3::smallint[], $4::bigint[], $5::timestamptz[])
                ON CONFLICT (account_id) DO UPDATE SET interval = excluded.interval, weekday = excluded.weekday,
                    minimum = excluded.minimum, next_due_at = excluded.next_due_at, set_at = excluded.set_at
                """,
                [
                    .int64Array(plans.map(\.account.number)), .textArray(plans.map(\.interval.rawValue)),
                    .optionalInt16Array(plans.map { $0.weekday?.isoNumber }), .int64Array(plans.map(\.minimum)),
                    .optionalTimestampArray(plans.map { $0.nextDueAt?.microseconds }), now,
                ]))
    }

    private mutating func add(_ limit: LimitSetting, _ now: Parameter) {
        let key: (column: String, value: Parameter, conflict: String) =
            switch limit.scope {
            case .wallet(let account):
                ("account_id", .int64(account.number), "(account_id) WHERE account_id IS NOT NULL")
            case .level(let level):
                ("kyc_level", .int16(Int16(clamping: level)), "(kyc_level, unit) WHERE kyc_level IS NOT NULL")
            }
        statements.append(
            Statement(
                """
                INSERT INTO limits (\(key.column), unit, minimum, maximum, daily, set_at)
                VALUES ($1, $2::smallint, $3::bigint, $4::bigint, $5::bigint, $6::timestamptz)
                ON CONFLICT \(key.conflict) DO UPDATE SET minimum = excluded.minimum, maximum = excluded.maximum,
                    daily = excluded.daily, set_at = excluded.set_at
                """,
                [
                    key.value, .int16(limit.unit.number), .optionalInt64(limit.bounds.minimum),
                    .optionalInt64(limit.bounds.maximum), .optionalInt64(limit.bounds.daily), now,
                ]))
    }
}
