import Contracts
import Postgres

extension RequestList: LedgerRead {
    func answer(_ asked: Asked, in snapshot: inout Snapshot, to json: inout JSONWriter) async throws {
        let owner = try await snapshot.owner(wallet: wallet, party: party, for: asked.viewer)
        let common: [Parameter] = [
            .text(kind.rawValue), .bool(state == .all), .int64(try asked.number(0) ?? Int64.max), rowLimit,
        ]
        let rows =
            owner.wallet == nil && owner.party == nil
            ? try await snapshot.run(Statement(Self.all, common))
            : try await snapshot.run(
                Statement(Self.ofSomebody, common + [.optionalInt64(owner.wallet), .optionalText(owner.party)]))
        let requests = try rows.map { try RequestRow($0, kind: kind) }
        try json.page(requests, of: self, cursor: { Cursor($0.number) }) { try $0.write(to: &$1) }
    }

    private static let wanted = """
        kind = $1 AND ($2 OR state IN ('pending', 'running')) AND id < $3 ORDER BY id DESC LIMIT $4
        """

    private static let ofSomebody = """
        SELECT \(RequestRow.columns)
        FROM accounts AS account
        JOIN units AS unit ON unit.number = account.unit
        CROSS JOIN LATERAL (SELECT * FROM requests WHERE account_id = account.id AND \(wanted)) AS request
        WHERE ($5::bigint IS NULL OR account.id = $5) AND ($6::text IS NULL OR account.owner = $6)
        ORDER BY request.id DESC LIMIT $4
        """

    private static let all = """
        SELECT \(RequestRow.columns)
        FROM (SELECT * FROM requests WHERE \(wanted)) AS request
        JOIN accounts AS account ON account.id = request.account_id
        JOIN units AS unit ON unit.number = account.unit
        ORDER BY request.id DESC
        """
}
