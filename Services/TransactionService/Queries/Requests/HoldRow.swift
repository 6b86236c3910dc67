import Contracts
import Postgres

/// A hold as it stands in the database.
struct HoldRow {
    let id: HoldID
    let expiresAt: Timestamp
    let owner: String?
    private let row: Row

    init(_ row: Row) throws {
        self.row = row
        id = HoldID(number: try row.int64(0))
        owner = try row.optionalText(2)
        expiresAt = try row.moment(7)
    }

    /// What ``init(_:)`` reads, of `hold` and `account`.
    static let columns = """
        hold.id, hold.account_id, account.owner, hold.amount, hold.captured, hold.released, hold.state, hold.expires_at,
        hold.placed_at, hold.reference, hold.description, unit.code, unit.number, unit.decimals
        """

    func write(to json: inout JSONWriter) throws {
        let unit = try row.unit(code: 11, number: 12, decimals: 13)
        let (amount, captured, released) = (try row.int64(3), try row.int64(4), try row.int64(5))
        json.beginObject()
        json.member("id", id.description)
        json.member("account", AccountID(number: try row.int64(1)).description)
        json.optional("owner", owner)
        json.member("state", try row.text(6))
        json.member("currency", unit.code)
        json.amount("amount", amount, in: unit)
        json.amount("captured", captured, in: unit)
        json.amount("released", released, in: unit)
        json.amount("remaining", amount - captured - released, in: unit)
        json.moment("placed_at", try row.moment(8))
        json.moment("expires_at", expiresAt)
        json.optional("reference", try row.optionalText(9))
        json.optional("description", try row.optionalText(10))
        json.endObject()
    }
}
