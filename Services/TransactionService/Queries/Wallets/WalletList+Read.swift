import Contracts
import Postgres

extension WalletList: LedgerRead {
    func answer(_ asked: Asked, in snapshot: inout Snapshot, to json: inout JSONWriter) async throws {
        try await snapshot.require(party, for: asked.viewer)
        let rows = try await snapshot.run(
            Statement(
                Self.statement,
                [
                    .text(party.text), .text(try asked.text(0) ?? ""), .int64(try asked.number(1) ?? 0),
                    rowLimit,
                ]))
        let accounts = try rows.map { try AccountRow($0) }
        try json.page(accounts, of: self, cursor: { Cursor([$0.kind, "\($0.unit.number)"]) }) { $0.write(to: &$1) }
    }

    private static let statement = """
        \(AccountRow.select)
        WHERE account.owner = $1 AND (account.kind, account.unit) > ($2, $3) ORDER BY account.kind, account.unit LIMIT $4
        """
}
