/// The messages of a conversation, the newest first, as they stand now: edits are marked, and of what was taken back only that it was there is told.
public struct HistoryRead: Query {
    public static let type = "history.read"
    /// The most messages of an answer; it ends earlier where they are long.
    public static let longest: Int64 = 200

    /// Which conversation.
    public var conversation: ConversationID

    /// Who reads: must be a member. Needed where a person asks.
    public var person: PartyID?

    /// Before this position: the `next` of the answer before; the newest where nothing is said.
    public var before: Position?

    /// At most so many.
    public var limit: Int64

    /// Makes a query.
    public init(
        conversation: ConversationID, person: PartyID? = nil, before: Position? = nil, limit: Int64 = Page.usual
    ) {
        self.conversation = conversation
        self.person = person
        self.before = before
        self.limit = limit
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        conversation = try fields.present(fields.conversation("conversation"), "conversation")
        person = try fields.party("person")
        before = try fields.position("before")
        limit = try fields.integer("limit", in: 1...Self.longest) ?? Page.usual
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("conversation", conversation.text)
        fields.text("person", person?.text)
        fields.position("before", before)
        fields.integer("limit", limit)
    }
}
