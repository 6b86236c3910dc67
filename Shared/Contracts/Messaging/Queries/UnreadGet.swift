/// How many messages of others a person has not read, for each of their conversations; counted up to a bound.
public struct UnreadGet: Query {
    public static let type = "unread.get"

    /// Whose.
    public var person: PartyID

    /// Makes a query.
    public init(person: PartyID) { self.person = person }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        person = try fields.present(fields.party("person"), "person")
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("person", person.text)
    }
}
