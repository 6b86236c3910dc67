/// A person or a firm, by its id or by its telephone number.
public struct PartyGet: Query {
    public static let type = "party.get"

    /// Its id.
    public var party: PartyID?

    /// Its telephone number.
    public var phone: PhoneNumber?

    /// Makes a query.
    public init(party: PartyID? = nil, phone: PhoneNumber? = nil) {
        self.party = party
        self.phone = phone
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        party = try fields.party("party")
        phone = try fields.phone("phone")
        try fields.exactlyOne([party != nil, phone != nil], of: "party", "phone")
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("party", party?.text)
        fields.text("phone", phone?.text)
    }
}
