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
