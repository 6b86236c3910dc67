/// Begins a conversation of a group; a direct one needs no beginning.
///
/// A person may begin one in which that person is an owner.
public struct ConversationCreate: Command {
    public static let type = "conversation.create"
    public static let allowed = Set<Role>.peopleAndOperators

    /// The name that the application gives it; not that of a direct conversation.
    public var id: ConversationID

    /// A name for people; 1 to 256 bytes.
    public var title: String?

    /// Who takes part; 1 to 1,000 people, each once.
    public var members: [Conversation.Member]

    /// Makes a command.
    public init(id: ConversationID, title: String? = nil, members: [Conversation.Member]) {
        self.id = id
        self.title = title
        self.members = members
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        id = try fields.present(fields.group("id"), "id")
        title = try fields.text("title", maximum: Conversation.longestTitle)
        members = try fields.present(fields.members("members", count: 1...Conversation.mostMembers), "members")
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("id", id.text)
        fields.text("title", title)
        fields.members("members", members)
    }
}
