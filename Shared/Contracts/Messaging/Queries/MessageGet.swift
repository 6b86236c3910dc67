/// Messages by their ids, as they stand now; those that do not exist, or that the person may not see, are left out.
public struct MessageGet: Query {
    public static let type = "message.get"
    /// The most messages of one query.
    public static let longest = 500

    /// Which.
    public var ids: [MessageID]

    /// Who reads: what is not theirs is left out. Needed where a person asks.
    public var person: PartyID?

    /// Makes a query.
    public init(ids: [MessageID], person: PartyID? = nil) {
        self.ids = ids
        self.person = person
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        ids = try fields.present(fields.names("ids", count: 1...Self.longest) { MessageID(text: $0) }, "ids")
        person = try fields.party("person")
    }

    public func write(to fields: inout FieldWriter) {
        fields.texts("ids", ids.map(\.text))
        fields.text("person", person?.text)
    }
}
