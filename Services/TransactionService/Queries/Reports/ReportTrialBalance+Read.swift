import Contracts
import Postgres

extension ReportTrialBalance: LedgerRead {
    func answer(_ asked: Asked, in snapshot: inout Snapshot, to json: inout JSONWriter) async throws {
        try asked.viewer.requireOperator()
        let rows = try await snapshot.run(
            Statement(
                Self.statement, [.optionalText(currency), .text(try asked.text(0) ?? ""), rowLimit]))
        var units: [UnitLines] = []
        for row in rows {
            if units.last?.code != (try row.text(0)) { units.append(try UnitLines(row)) }
            units[units.count - 1].lines.append(row)
        }
        try json.page(units, of: self, cursor: { Cursor([$0.code]) }) { try $0.write(to: &$1) }
    }

    /// What has moved only; the lines of a unit are those of the ledger's own accounts, and one for each kind of wallet.
    private static let statement = """
        WITH used AS (
            SELECT account.unit, CASE WHEN account.owner IS NULL THEN 'system' ELSE 'wallets' END AS held_by, account.kind,
                count(*) AS accounts, sum(account.posted) AS posted, sum(account.held) AS held
            FROM accounts AS account
            WHERE ($1::text IS NULL OR account.unit = (SELECT number FROM units WHERE code = $1))
            GROUP BY 1, 2, 3 HAVING bool_or(account.version > 0 OR account.posted <> 0)
        ), page AS (
            SELECT number, code, decimals FROM units
            WHERE code > $2 AND EXISTS (SELECT FROM used WHERE used.unit = units.number) ORDER BY code LIMIT $3
        )
        SELECT page.code, page.number, page.decimals, used.held_by, used.kind, used.accounts, used.posted::text, used.held::text
        FROM page JOIN used ON used.unit = page.number ORDER BY page.code, used.held_by, used.kind
        """
}

/// One unit of a trial balance.
private struct UnitLines {
    let code: String
    let decimals: UInt8
    var lines: [Row] = []

    init(_ row: Row) throws {
        let unit = try row.unit(code: 0, number: 1, decimals: 2)
        (code, decimals) = (unit.code, unit.decimals)
    }

    func write(to json: inout JSONWriter) throws {
        var total = LargeSum()
        var held = LargeSum()
        json.beginObject()
        json.member("currency", code)
        json.key("lines")
        json.beginArray()
        for line in lines {
            json.beginObject()
            json.member("held_by", try line.text(3))
            json.member("kind", try line.text(4))
            json.number("accounts", try line.int64(5))
            json.member("posted", try total.add(line.text(6)).text(decimals: decimals))
            json.member("held", try held.add(line.text(7)).text(decimals: decimals))
            json.endObject()
        }
        json.endArray()
        json.member("total", total.text(decimals: decimals))
        json.flag("balanced", total.minorUnits == 0)
        json.endObject()
    }
}
