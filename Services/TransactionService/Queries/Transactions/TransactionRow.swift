import Contracts
import Postgres

/// A transaction as it stands in the database.
struct TransactionRow {
    let id: TransactionID
    private let row: Row

    init(_ row: Row) throws {
        self.row = row
        id = TransactionID(number: try row.int64(0))
    }

    /// What ``init(_:)`` reads; `WHERE` follows.
    ///
    /// The amount is the sum of the legs that received money; it has no sense where they are in several units, and is NULL then.
    private static let select = """
        SELECT transaction.id, transaction.type, transaction.posted_at, transaction.reference, transaction.description,
            transaction.metadata, transaction.original_id, transaction.hold_id, state.refunded, state.amount,
            state.reversed_by, moved.amount, moved.code, moved.number, moved.decimals
        FROM transactions AS transaction
        LEFT JOIN transaction_states AS state ON state.transaction_id = transaction.id
        CROSS JOIN LATERAL (
            SELECT CASE WHEN count(DISTINCT unit.number) = 1 THEN (sum(amount) FILTER (WHERE amount > 0))::text END AS amount,
                min(unit.code) AS code, min(unit.number) AS number, min(unit.decimals) AS decimals
            FROM entries AS leg JOIN units AS unit ON unit.number = leg.unit WHERE leg.transaction_id = transaction.id
        ) AS moved
        """

    static let byID = "\(select) WHERE transaction.id = $1"

    /// What refunded or reversed it, the latest first.
    static let givenBack = """
        \(select) WHERE transaction.original_id = $1 AND transaction.id < $2 ORDER BY transaction.id DESC LIMIT $3
        """

    static let byReference = """
        \(select) WHERE transaction.reference COLLATE "C" = $1 AND transaction.reference IS NOT NULL AND transaction.id < $2
        ORDER BY transaction.id DESC LIMIT $3
        """

    /// What ``LegRow`` reads.
    static let legs = """
        SELECT leg.account_id, account.owner, account.kind, leg.amount, unit.code, unit.number, unit.decimals
        FROM entries AS leg
        JOIN accounts AS account ON account.id = leg.account_id
        JOIN units AS unit ON unit.number = leg.unit
        WHERE leg.transaction_id = $1 ORDER BY leg.leg
        """

    /// Writes all members.
    func write(_ legs: [LegRow], to json: inout JSONWriter) throws {
        try writeHead(to: &json)
        json.optional("description", try row.optionalText(4))
        json.optional("hold", try row.optionalInt64(7).map { HoldID(number: $0).description })
        try writeAmount(to: &json)
        try writeRefunds(to: &json)
        if let metadata = try row.optionalJsonb(5) {
            json.key("metadata")
            json.raw(metadata)
        }
        json.key("legs")
        json.beginArray()
        for leg in legs { leg.write(to: &json) }
        json.endArray()
    }

    /// Writes what is told of it everywhere.
    func writeHead(to json: inout JSONWriter) throws {
        json.member("id", id.description)
        json.member("type", try row.text(1))
        json.member("state", try state)
        json.moment("posted_at", try row.moment(2))
        json.optional("reference", try row.optionalText(3))
        json.optional("original", try row.optionalInt64(6).map { TransactionID(number: $0).description })
    }

    /// Writes how much it moved; nothing where its legs are in several units.
    func writeAmount(to json: inout JSONWriter) throws {
        guard let moved = try row.optionalText(11) else { return }
        let unit = try row.unit(code: 12, number: 13, decimals: 14)
        var amount = LargeSum()
        try amount.add(moved)
        json.member("amount", amount.text(decimals: unit.decimals))
        json.member("currency", unit.code)
    }

    private func writeRefunds(to json: inout JSONWriter) throws {
        json.optional("reversed_by", try row.optionalInt64(10).map { TransactionID(number: $0).description })
        guard !row.isNull(11), let refunded = try row.optionalInt64(8) else { return }
        json.amount("refunded", refunded, in: try row.unit(code: 12, number: 13, decimals: 14))
    }

    private var state: String {
        get throws {
            if !row.isNull(10) { return "reversed" }
            guard let refunded = try row.optionalInt64(8), refunded > 0 else { return "posted" }
            return refunded == (try row.optionalInt64(9)) ? "refunded" : "partly_refunded"
        }
    }
}

/// One leg of a transaction.
struct LegRow {
    let owner: String?
    private let account: String
    private let amount: Int64
    private let unit: CurrencyUnit

    init(_ row: Row) throws {
        owner = try row.optionalText(1)
        unit = try row.unit(code: 4, number: 5, decimals: 6)
        account = owner == nil ? "\(try row.text(2)):\(unit.code)" : AccountID(number: try row.int64(0)).description
        amount = try row.int64(3)
    }

    func write(to json: inout JSONWriter) {
        json.beginObject()
        json.member("account", account)
        json.optional("owner", owner)
        json.amount("amount", amount, in: unit)
        json.member("currency", unit.code)
        json.endObject()
    }
}
