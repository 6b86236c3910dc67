import Contracts
import Postgres

extension HoldList: LedgerRead {
    func answer(_ asked: Asked, in snapshot: inout Snapshot, to json: inout JSONWriter) async throws {
        let owner = try await snapshot.owner(wallet: wallet, party: party, for: asked.viewer)
        let isOfSomebody = owner.wallet != nil || owner.party != nil
        let rows = try await snapshot.run(
            isOfSomebody
                ? Statement(
                    Self.ofSomebody,
                    [
                        .optionalInt64(owner.wallet), .optionalText(owner.party),
                        .int64(try asked.number(0) ?? Int64.max), rowLimit,
                    ])
                : Statement(
                    Self.all,
                    [
                        .timestamp(try asked.number(0, in: Self.moments) ?? 0), .int64(try asked.number(1) ?? 0),
                        rowLimit,
                    ]))
        let holds = try rows.map { try HoldRow($0) }
        let end = { (hold: HoldRow) in
            isOfSomebody ? Cursor(hold.id.number) : Cursor(hold.expiresAt.microseconds, hold.id.number)
        }
        try json.page(holds, of: self, cursor: end) { try $0.write(to: &$1) }
    }

    /// Microseconds since 1970, up to the end of the year 9999.
    private static let moments: ClosedRange<Int64> = 0...253_402_300_799_999_999

    private static let ofSomebody = """
        SELECT \(HoldRow.columns)
        FROM accounts AS account
        JOIN units AS unit ON unit.number = account.unit
        CROSS JOIN LATERAL (
            SELECT * FROM holds WHERE account_id = account.id AND state = 'pending' AND id < $3 ORDER BY id DESC LIMIT $4
        ) AS hold
        WHERE ($1::bigint IS NULL OR account.id = $1) AND ($2::text IS NULL OR account.owner = $2)
        ORDER BY hold.id DESC LIMIT $4
        """

    private static let all = """
        SELECT \(HoldRow.columns)
        FROM (
            SELECT * FROM holds WHERE state = 'pending' AND (expires_at, id) > ($1, $2) ORDER BY expires_at, id LIMIT $3
        ) AS hold
        JOIN accounts AS account ON account.id = hold.account_id
        JOIN units AS unit ON unit.number = account.unit
        ORDER BY hold.expires_at, hold.id
        """
}
