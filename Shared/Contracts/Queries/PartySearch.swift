/// The parties whose name, id or telephone number begins with a text.
public struct PartySearch: PagedQuery {
    public static let type = "party.search"

    /// How the name begins, in capitals or not; up to 200 bytes. In the order of names.
    public var name: String?

    /// How the id begins; up to 64 bytes. In the order of ids.
    public var party: String?

    /// How the telephone number begins, such as `+2782`; up to 16 bytes. In the order of numbers.
    public var phone: String?

    public var page: Page

    /// Makes a query.
    public init(name: String? = nil, party: String? = nil, phone: String? = nil, page: Page = Page()) {
        self.name = name
        self.party = party
        self.phone = phone
        self.page = page
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        name = try fields.text("name", maximum: 200)
        party = try fields.text("party", maximum: PartyID.maximumLength)
        phone = try fields.text("phone", maximum: 16)
        page = try Page(reading: &fields)
        try fields.exactlyOne([name != nil, party != nil, phone != nil], of: "name", "party", "phone")
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("name", name)
        fields.text("party", party)
        fields.text("phone", phone)
        page.write(to: &fields)
    }
}
