import Contracts
import Postgres

extension WalletBalance: LedgerRead {
    func answer(_ asked: Asked, in snapshot: inout Snapshot, to json: inout JSONWriter) async throws {
        let account = try await snapshot.account(wallet, field: "wallet", for: asked.viewer)
        guard let at else {
            write(account, posted: account.posted, entries: account.entries, at: snapshot.now, isNow: true, to: &json)
            return
        }
        guard at <= snapshot.now else {
            throw CommandError(.invalidField, "at must not lie in the future", field: "at")
        }
        let row = try await snapshot.run(
            Statement(Self.statement, [.int64(account.id.number), .timestamp(at.microseconds + 1)]))[0]
        write(
            account, posted: try row.optionalInt64(1) ?? 0, entries: try row.int64(0), at: at, isNow: false, to: &json)
    }

    private func write(
        _ account: AccountRow, posted: Int64, entries: Int64, at moment: Timestamp, isNow: Bool,
        to json: inout JSONWriter
    ) {
        json.key("balance")
        json.beginObject()
        account.writeName(to: &json)
        json.amount("posted", posted, in: account.unit)
        if isNow {
            json.amount("held", account.held, in: account.unit)
            if account.isLimited { json.amount("available", account.available, in: account.unit) }
        }
        json.number("entries", entries)
        json.moment("moment", moment)
        json.endObject()
    }

    private static let statement = """
        SELECT place, (SELECT balance FROM entries WHERE account_id = $1 AND sequence = place)
        FROM (SELECT entries_before($1, $2) AS place OFFSET 0) AS found
        """
}
