/// A person's conversations, in the order of their names, each with its last message's position and what is unread.
public struct ConversationList: PagedQuery {
    public static let type = "conversation.list"

    /// Whose.
    public var person: PartyID

    public var page: Page

    /// Makes a query.
    public init(person: PartyID, page: Page = Page()) {
        self.person = person
        self.page = page
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        person = try fields.present(fields.party("person"), "person")
        page = try Page(reading: &fields)
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("person", person.text)
        page.write(to: &fields)
    }
}
