import Contracts
import Postgres

/// A job, a charge sale, a credit request or a withdrawal as it stands in the database.
struct RequestRow {
    let number: Int64
    let owner: String?
    private let kind: RequestKind
    private let row: Row

    init(_ row: Row, kind: RequestKind) throws {
        self.row = row
        self.kind = kind
        number = try row.int64(0)
        owner = try row.optionalText(3)
    }

    /// What ``init(_:kind:)`` reads, of `request` and `account`.
    static let columns = """
        request.id, request.state, request.account_id, account.owner, request.amount, request.transaction_id,
        request.settlement_id, request.bank_account_id, request.job_type, request.phone, request.expires_at, request.reference,
        request.description, request.reason, request.created_at, request.updated_at, unit.code, unit.number, unit.decimals,
        request.delivery
        """

    func write(to json: inout JSONWriter) throws {
        let unit = try row.unit(code: 16, number: 17, decimals: 18)
        json.beginObject()
        json.member("id", RequestID(kind: kind, number: number).description)
        json.member("kind", kind.rawValue)
        json.member("state", try row.text(1))
        json.member("account", AccountID(number: try row.int64(2)).description)
        json.optional("owner", owner)
        json.amount("amount", try row.int64(4), in: unit)
        json.member("currency", unit.code)
        json.optional("transaction", try row.optionalInt64(5).map { TransactionID(number: $0).description })
        json.optional("settlement", try row.optionalInt64(6).map { TransactionID(number: $0).description })
        json.optional("bank_account", try row.optionalInt64(7).map { BankAccountID(number: $0).description })
        json.optional("job_type", try row.optionalText(8))
        json.optional("delivery", try row.optionalText(19))
        json.optional("phone", try row.optionalText(9))
        json.optionalMoment("expires_at", try row.optionalMoment(10))
        json.optional("reference", try row.optionalText(11))
        json.optional("description", try row.optionalText(12))
        json.optional("reason", try row.optionalText(13))
        json.moment("created_at", try row.moment(14))
        json.moment("updated_at", try row.moment(15))
        json.endObject()
    }
}
