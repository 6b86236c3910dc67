/// What a person has received after a position: the union of the streams that are theirs now, in order, as it stands now.
///
/// Messages that were taken back, or whose time is over, are left out.
public struct StreamRead: Query {
    public static let type = "stream.read"
    /// The most records of an answer; it ends earlier where they are long.
    public static let longest: Int64 = 500

    /// Whose.
    public var person: PartyID

    /// After this position, which is the cursor that a client hands back.
    public var after: Position

    /// Up to this position, inclusive; up to the head where nothing is said.
    public var until: Position?

    /// At most so many.
    public var limit: Int64

    /// Makes a query.
    public init(person: PartyID, after: Position = .start, until: Position? = nil, limit: Int64 = longest) {
        self.person = person
        self.after = after
        self.until = until
        self.limit = limit
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        person = try fields.present(fields.party("person"), "person")
        after = try fields.position("after") ?? .start
        until = try fields.position("until")
        limit = try fields.integer("limit", in: 1...Self.longest) ?? Self.longest
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("person", person.text)
        fields.position("after", after)
        fields.position("until", until)
        fields.integer("limit", limit)
    }
}
