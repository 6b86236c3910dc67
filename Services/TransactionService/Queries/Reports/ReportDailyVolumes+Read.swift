import Contracts
import Postgres

extension ReportDailyVolumes: LedgerRead {
    func answer(_ asked: Asked, in snapshot: inout Snapshot, to json: inout JSONWriter) async throws {
        try asked.viewer.requireOperator()
        let day = try asked.text(0)
        guard day.map({ Day(text: $0) != nil }) ?? true else { throw Asked.wrongCursor }
        let rows = try await snapshot.run(
            Statement(
                Self.statement,
                [
                    .optionalText(from?.description), .optionalText(to?.description), .optionalText(currency),
                    .optionalText(day), .int64(try asked.number(1) ?? 0), .text(try asked.text(2) ?? ""),
                    rowLimit,
                ]))
        let end = { (row: Row) in Cursor([try row.text(0), "\(try row.int64(5))", try row.text(2)]) }
        try json.page(rows, of: self, cursor: end) { try Self.write($0, to: &$1) }
    }

    private static func write(_ row: Row, to json: inout JSONWriter) throws {
        json.beginObject()
        json.member("day", try row.text(0))
        json.member("currency", try row.text(1))
        json.member("transaction_type", try row.text(2))
        json.number("transactions", try row.int64(3))
        var volume = LargeSum()
        try volume.add(row.text(4))
        json.member("volume", volume.text(decimals: UInt8(truncatingIfNeeded: try row.int16(6))))
        json.endObject()
    }

    /// The rows of a day, unit and type stand together in the primary key, so a page reads no more than it shows.
    private static let statement = """
        SELECT counted.day::text, unit.code, counted.type, counted.transactions, counted.volume::text, unit.number,
            unit.decimals
        FROM (
            SELECT day, unit, type, sum(transactions)::bigint AS transactions, sum(volume) AS volume FROM daily_volumes
            WHERE ($1::text IS NULL OR day >= $1::date) AND ($2::text IS NULL OR day <= $2::date)
                AND ($3::text IS NULL OR unit = (SELECT number FROM units WHERE code = $3))
                AND ($4::text IS NULL OR (day, unit, type) < ($4::date, $5, $6))
            GROUP BY day, unit, type ORDER BY day DESC, unit DESC, type DESC LIMIT $7
        ) AS counted JOIN units AS unit ON unit.number = counted.unit
        ORDER BY counted.day DESC, counted.unit DESC, counted.type DESC
        """
}
