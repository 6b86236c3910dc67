import Contracts
import Postgres

extension PayoutList: LedgerRead {
    func answer(_ asked: Asked, in snapshot: inout Snapshot, to json: inout JSONWriter) async throws {
        let owner = try await snapshot.owner(wallet: wallet, party: party, for: asked.viewer)
        let rows = try await snapshot.run(
            Statement(
                Self.statement,
                [
                    .optionalInt64(owner.wallet), .optionalText(owner.party), .int64(try asked.number(0) ?? 0),
                    rowLimit,
                ]))
        let schedules = try rows.map { (account: try $0.int64(0), row: $0) }
        try json.page(schedules, of: self, cursor: { Cursor($0.account) }) { try Self.write($0.row, to: &$1) }
    }

    private static func write(_ row: Row, to json: inout JSONWriter) throws {
        let unit = try row.unit(code: 7, number: 8, decimals: 9)
        json.beginObject()
        json.member("wallet", AccountID(number: try row.int64(0)).description)
        json.optional("owner", try row.optionalText(1))
        json.member("currency", unit.code)
        json.member("interval", try row.text(2))
        if let weekday = try row.optionalInt16(3), (1...7).contains(weekday) {
            json.member("weekday", Weekday.allCases[Int(weekday) - 1].rawValue)
        }
        json.amount("minimum", try row.int64(4), in: unit)
        json.optionalMoment("next_due_at", try row.optionalMoment(5))
        json.moment("set_at", try row.moment(6))
        json.endObject()
    }

    private static let statement = """
        SELECT schedule.account_id, account.owner, schedule.interval, schedule.weekday, schedule.minimum, schedule.next_due_at,
            schedule.set_at, unit.code, unit.number, unit.decimals
        FROM payout_schedules AS schedule
        JOIN accounts AS account ON account.id = schedule.account_id
        JOIN units AS unit ON unit.number = account.unit
        WHERE ($1::bigint IS NULL OR schedule.account_id = $1) AND ($2::text IS NULL OR account.owner = $2)
            AND schedule.account_id > $3
        ORDER BY schedule.account_id LIMIT $4
        """
}
