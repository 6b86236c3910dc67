/// What messaging-service must know of people to carry their messages: settings, conversations, and how far their devices are.
public struct PersonGet: Query {
    public static let type = "person.get"
    /// The most people of one query.
    public static let longest = 500

    /// Whom.
    public var people: [PartyID]

    /// Makes a query.
    public init(people: [PartyID]) { self.people = people }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        people = try fields.present(
            fields.names("people", count: 1...Self.longest) { PartyID(text: $0) }, "people")
    }

    public func write(to fields: inout FieldWriter) {
        fields.texts("people", people.map(\.text))
    }
}
