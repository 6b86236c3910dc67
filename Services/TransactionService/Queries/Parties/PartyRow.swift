import Contracts
import Postgres

/// A party as it stands in the database, its personal data included.
struct PartyRow {
    let id: String
    /// What a search sorts by.
    let key: String?
    private let row: Row

    init(_ row: Row) throws {
        self.row = row
        id = try row.text(0)
        key = row.isNull(10) ? nil : try row.text(10)
    }

    /// What ``init(_:)`` reads, without the key.
    static let columns = """
        id, party_type, name, language, time_zone, phone, kyc_level, metadata, registered_at, erased_at
        """

    func write(to json: inout JSONWriter) throws {
        json.beginObject()
        json.member("id", id)
        json.member("party_type", try row.text(1))
        json.member("name", try row.text(2))
        json.optional("language", try row.optionalText(3))
        json.optional("time_zone", try row.optionalText(4))
        json.optional("phone", try row.optionalText(5))
        json.key("kyc_level")
        json.int(try row.int64(6))
        if let metadata = try row.optionalJsonb(7) {
            json.key("metadata")
            json.raw(metadata)
        }
        json.moment("registered_at", try row.moment(8))
        json.optionalMoment("erased_at", try row.optionalMoment(9))
        json.endObject()
    }
}
