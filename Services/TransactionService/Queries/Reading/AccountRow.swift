import Contracts
import Postgres

/// An account as it stands in the database.
struct AccountRow: Sendable {
    let id: AccountID
    let owner: String?
    let kind: String
    let unit: CurrencyUnit
    let status: String
    let isLimited: Bool
    let posted: Int64
    let held: Int64
    let overdraftLimit: Int64
    let shortfall: Int64
    let version: Int64
    /// How many entries it has, which is the sequence number of the last one.
    let entries: Int64
    let openedAt: Timestamp

    /// What ``init(_:)`` reads; `WHERE` and `ORDER BY` follow.
    static let select = """
        SELECT account.id, account.owner, account.kind, unit.code, unit.number, unit.decimals, account.status,
            account.is_limited, account.posted, account.held, account.overdraft_limit, account.shortfall, account.version,
            account.entry_seq, account.opened_at
        FROM accounts AS account JOIN units AS unit ON unit.number = account.unit
        """

    init(_ row: Row) throws {
        id = AccountID(number: try row.int64(0))
        owner = try row.optionalText(1)
        kind = try row.text(2)
        unit = try row.unit(code: 3, number: 4, decimals: 5)
        status = try row.text(6)
        isLimited = try row.bool(7)
        posted = try row.int64(8)
        held = try row.int64(9)
        overdraftLimit = try row.int64(10)
        shortfall = try row.int64(11)
        version = try row.int64(12)
        entries = try row.int64(13)
        openedAt = Timestamp(microseconds: try row.timestamp(14))
    }

    /// How answers name it.
    var name: String { owner == nil ? "\(kind):\(unit.code)" : id.description }

    /// What can be spent; may be below zero after a chargeback.
    var available: Int64 { posted - held + overdraftLimit }

    /// Writes all of it, as the value of a key or a member of an array.
    func write(to json: inout JSONWriter) {
        json.beginObject()
        writeName(to: &json)
        json.member("status", status)
        json.amount("posted", posted, in: unit)
        json.amount("held", held, in: unit)
        if isLimited {
            json.amount("overdraft_limit", overdraftLimit, in: unit)
            json.amount("available", available, in: unit)
            if shortfall > 0 { json.amount("shortfall", shortfall, in: unit) }
        } else {
            json.flag("unlimited", true)
        }
        json.number("entries", entries)
        json.number("version", version)
        json.moment("opened_at", openedAt)
        json.endObject()
    }

    /// Writes which account it is.
    func writeName(to json: inout JSONWriter) {
        json.member("id", name)
        if let owner { json.member("owner", owner) }
        json.member("kind", kind)
        json.member("currency", unit.code)
    }
}
