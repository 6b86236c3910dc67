import Contracts
import Postgres

extension LimitList: LedgerRead {
    func answer(_ asked: Asked, in snapshot: inout Snapshot, to json: inout JSONWriter) async throws {
        let rows: QueryResult
        if let wallet {
            let account = try await snapshot.account(wallet, field: "wallet", for: asked.viewer)
            rows = try await snapshot.run(
                Statement(
                    Self.ofWallet,
                    [
                        .int64(account.id.number), .optionalText(account.owner), .int16(account.unit.number),
                        .int64(try asked.number(0) ?? 0), rowLimit,
                    ]))
        } else {
            try asked.viewer.requireOperator()
            rows =
                scope == .wallets
                ? try await snapshot.run(
                    Statement(Self.ofWallets, [.int64(try asked.number(0) ?? 0), rowLimit]))
                : try await snapshot.run(
                    Statement(
                        Self.ofLevels,
                        [
                            .int64(try asked.number(0) ?? -1), .int64(try asked.number(1) ?? 0),
                            rowLimit,
                        ]))
        }
        let end = { (row: Row) in
            if wallet != nil { return Cursor(row.isNull(0) ? 2 : 1) }
            return scope == .wallets
                ? Cursor(try row.int64(0)) : Cursor(try row.int64(1), Int64(try row.int16(7)))
        }
        try json.page(rows, of: self, cursor: end) { try Self.write($0, to: &$1) }
    }

    private static func write(_ row: Row, to json: inout JSONWriter) throws {
        let unit = try row.unit(code: 6, number: 7, decimals: 8)
        json.beginObject()
        json.optional("wallet", try row.optionalInt64(0).map { AccountID(number: $0).description })
        if let level = try row.optionalInt64(1) {
            json.key("kyc_level")
            json.int(level)
        }
        json.member("currency", unit.code)
        json.optionalAmount("minimum", try row.optionalInt64(2), in: unit)
        json.optionalAmount("maximum", try row.optionalInt64(3), in: unit)
        json.optionalAmount("daily", try row.optionalInt64(4), in: unit)
        json.optionalAmount("spent_today", try row.optionalInt64(9), in: unit)
        json.moment("set_at", try row.moment(5))
        json.endObject()
    }

    private static let columns = """
        bound.account_id, bound.kyc_level::bigint, bound.minimum, bound.maximum, bound.daily, bound.set_at, unit.code,
        unit.number, unit.decimals
        """

    private static let ofWallet = """
        SELECT \(columns), CASE WHEN bound.daily IS NOT NULL THEN coalesce((
            SELECT spent FROM daily_totals WHERE account_id = $1 AND day = (now() AT TIME ZONE 'UTC')::date), 0) END
        FROM limits AS bound JOIN units AS unit ON unit.number = bound.unit
        WHERE (bound.account_id = $1
                OR (bound.kyc_level = (SELECT kyc_level FROM parties WHERE id = $2) AND bound.unit = $3))
            AND CASE WHEN bound.account_id IS NULL THEN 2 ELSE 1 END > $4
        ORDER BY bound.account_id LIMIT $5
        """

    private static let ofWallets = """
        SELECT \(columns), NULL::bigint
        FROM limits AS bound JOIN units AS unit ON unit.number = bound.unit
        WHERE bound.account_id IS NOT NULL AND bound.account_id > $1 ORDER BY bound.account_id LIMIT $2
        """

    private static let ofLevels = """
        SELECT \(columns), NULL::bigint
        FROM limits AS bound JOIN units AS unit ON unit.number = bound.unit
        WHERE bound.kyc_level IS NOT NULL AND (bound.kyc_level, bound.unit) > ($1, $2)
        ORDER BY bound.kyc_level, bound.unit LIMIT $3
        """
}
