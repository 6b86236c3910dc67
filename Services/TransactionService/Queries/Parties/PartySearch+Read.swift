import Contracts
import Postgres

extension PartySearch: LedgerRead {
    func answer(_ asked: Asked, in snapshot: inout Snapshot, to json: inout JSONWriter) async throws {
        try asked.viewer.requireOperator()
        let prefix = name ?? party ?? phone ?? ""
        let rows = try await snapshot.run(
            Statement(
                name != nil ? Self.byName : party != nil ? Self.byID : Self.byPhone,
                [.text(prefix), .text(try asked.text(0) ?? ""), .text(try asked.text(1) ?? ""), rowLimit]))
        let parties = try rows.map { try PartyRow($0) }
        try json.page(parties, of: self, cursor: { Cursor([$0.key ?? "", $0.id]) }) { try $0.write(to: &$1) }
    }

    /// All texts with a prefix lie, by bytes, from the prefix itself to the prefix with the highest character behind it.
    private static func statement(key: String, prefix: String) -> String {
        """
        SELECT \(PartyRow.columns), \(key) FROM parties
        WHERE \(key) >= \(prefix) AND \(key) < \(prefix) || U&'\\+10FFFF' AND (\(key), id) > ($2 COLLATE "C", $3)
        ORDER BY \(key), id LIMIT $4
        """
    }

    private static let byName = statement(key: "lower(name) COLLATE \"C\"", prefix: "lower($1) COLLATE \"C\"")
    private static let byID = statement(key: "id", prefix: "$1")
    private static let byPhone = statement(key: "phone", prefix: "$1")
}
