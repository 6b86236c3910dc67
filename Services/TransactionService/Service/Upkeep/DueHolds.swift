import Contracts
import Postgres

/// Holds whose time is over.
enum DueHolds {
    static func page(_ connection: PostgresConnection, after position: SweepPosition) async throws -> DuePage {
        let rows = try await connection.run(
            Statement(sql, [.timestamp(position.time), .int64(position.number), .int64(Int64(DuePage.limit))]))
        return try DuePage(rows) { row in
            let hold = HoldID(number: try row.int64(1))
            return DueCommand(
                messageID: "hold.expire/\(hold)/\(try row.timestamp(0))/\(try row.int64(3))",
                orderingKey: AccountID(number: try row.int64(2)).description, command: HoldExpire(hold: hold))
        }
    }

    /// Holds whose time is almost over, and that nobody has been warned of; what had less time from the beginning is left alone.
    ///
    /// - Parameters:
    ///   - warning: how long before the end.
    ///   - subject: in whose name the commands are sent.
    static func expiring(
        _ connection: PostgresConnection, after position: SweepPosition, warning: Duration, subject: String
    ) async throws -> DuePage {
        let rows = try await connection.run(
            Statement(
                expiring,
                [
                    .timestamp(position.time), .int64(position.number), .int64(Int64(DuePage.limit)),
                    .int64(Int64(warning / .microseconds(1))), .text(subject),
                ]))
        return try DuePage(rows) { row in
            DueCommand(
                messageID: try row.text(3), orderingKey: AccountID(number: try row.int64(2)).description,
                command: HoldWarn(hold: HoldID(number: try row.int64(1))))
        }
    }

    /// The id is put together here, so that it can be looked for among the outcomes: a warning is sent until it has been decided about, once.
    private static let expiring = """
        SELECT hold.expires_at, hold.id, hold.account_id, warning.message_id
        FROM holds AS hold,
            LATERAL (
                SELECT ('hold.warn/' || hold.id || '/' || (extract(epoch FROM hold.expires_at) * 1000000)::bigint)
                    COLLATE "C" AS message_id
            ) AS warning
        WHERE hold.state = 'pending' AND hold.expires_at > clock_timestamp()
            AND hold.expires_at <= clock_timestamp() + $4::bigint * interval '1 microsecond'
            AND hold.placed_at < hold.expires_at - $4::bigint * interval '1 microsecond'
            AND (hold.expires_at, hold.id) > ($1::timestamptz, $2::bigint)
            AND NOT EXISTS (
                SELECT FROM outcomes WHERE subject = $5 AND message_id = warning.message_id
            )
        ORDER BY hold.expires_at, hold.id LIMIT $3::bigint
        """

    /// The minutes since then are part of the id: an attempt that was refused too early does not stand in the way for ever.
    private static let sql = """
        SELECT expires_at, id, account_id, (extract(epoch FROM clock_timestamp() - expires_at) / 60)::bigint
        FROM holds
        WHERE state = 'pending' AND expires_at <= clock_timestamp() AND (expires_at, id) > ($1::timestamptz, $2::bigint)
        ORDER BY expires_at, id LIMIT $3::bigint
        """
}

extension DuePage {
    /// Reads rows that begin with the due time and the number.
    init(_ rows: QueryResult, _ command: (Row) throws -> DueCommand) throws {
        commands = try rows.map(command)
        next =
            rows.count < Self.limit
            ? nil
            : try rows.last.map { SweepPosition(time: try $0.timestamp(0), number: try $0.int64(1)) }
    }
}
