/// A person's messages in which words occur, the newest first. Found is what was indexed, which follows the log by seconds at most.
public struct MessageSearch: PagedQuery {
    public static let type = "message.search"
    /// The most bytes of ``text``.
    public static let longestText = 200

    /// Who searches: in the streams that are theirs now.
    public var person: PartyID

    /// Words that must all occur, a quoted phrase, `or`, and `-` before what must not.
    public var text: String

    /// In this conversation alone.
    public var conversation: ConversationID?

    public var page: Page

    /// Makes a query.
    public init(person: PartyID, text: String, conversation: ConversationID? = nil, page: Page = Page()) {
        self.person = person
        self.text = text
        self.conversation = conversation
        self.page = page
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        person = try fields.present(fields.party("person"), "person")
        text = try fields.present(fields.text("text", maximum: Self.longestText), "text")
        conversation = try fields.conversation("conversation")
        page = try Page(reading: &fields)
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("person", person.text)
        fields.text("text", text)
        fields.text("conversation", conversation?.text)
        page.write(to: &fields)
    }
}
