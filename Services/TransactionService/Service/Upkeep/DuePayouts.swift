import Contracts
import Postgres

/// Hosts who are to be paid: those whose period is over, and those whose wallet has reached its threshold.
public enum DuePayouts {
    /// Daily and weekly periods that are over. The period's end is part of the id, and the ledger pays a period once whatever the id.
    public static func scheduled(
        _ connection: PostgresConnection, after position: SweepPosition
    ) async throws -> DuePage {
        let rows = try await connection.run(
            Statement(
                """
                SELECT next_due_at, account_id FROM payout_schedules
                WHERE next_due_at IS NOT NULL AND next_due_at <= clock_timestamp()
                    AND (next_due_at, account_id) > ($1::timestamptz, $2::bigint)
                ORDER BY next_due_at, account_id LIMIT $3::bigint
                """, [.timestamp(position.time), .int64(position.number), .int64(Int64(DuePage.limit))]))
        return try DuePage(rows) { row in
            let wallet = AccountID(number: try row.int64(1))
            let due = Timestamp(microseconds: try row.timestamp(0))
            return DueCommand(
                messageID: "payout.run/\(wallet)/\(due.microseconds)", orderingKey: wallet.description,
                command: PayoutRun(wallet: .id(wallet), dueAt: due))
        }
    }

    /// Wallets that hold their schedule's minimum. The wallet's version is part of the id: until it changes, there is nothing new to pay.
    public static func overThreshold(
        _ connection: PostgresConnection, after position: SweepPosition
    ) async throws -> DuePage {
        let rows = try await connection.run(
            Statement(
                """
                SELECT date_trunc('day', clock_timestamp(), 'UTC'), schedule.account_id, account.version
                FROM payout_schedules AS schedule JOIN accounts AS account ON account.id = schedule.account_id
                WHERE schedule.interval = 'threshold' AND schedule.account_id > $1::bigint
                    AND account.status = 'active' AND account.is_limited AND EXISTS (
                        SELECT FROM bank_accounts AS bank
                        WHERE bank.party_id = account.owner AND bank.unit = account.unit AND bank.is_primary
                    )
                    AND account.posted - account.held >= schedule.minimum
                ORDER BY schedule.account_id LIMIT $2::bigint
                """, [.int64(position.number), .int64(Int64(DuePage.limit))]))
        return try DuePage(rows) { row in
            let wallet = AccountID(number: try row.int64(1))
            let day = Timestamp(microseconds: try row.timestamp(0))
            return DueCommand(
                messageID: "payout.run/\(wallet)/\(day.microseconds)/v\(try row.int64(2))",
                orderingKey: wallet.description, command: PayoutRun(wallet: .id(wallet), dueAt: day))
        }
    }
}
