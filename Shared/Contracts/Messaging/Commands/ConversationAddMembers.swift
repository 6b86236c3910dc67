/// Takes people into a conversation, all of them or nobody; its owners and operators may.
public struct ConversationAddMembers: Command {
    public static let type = "conversation.add_members"
    public static let allowed = Set<Role>.peopleAndOperators

    /// Which conversation.
    public var id: ConversationID

    /// Who joins; each once, and nobody who takes part already.
    public var members: [Conversation.Member]

    /// Makes a command.
    public init(id: ConversationID, members: [Conversation.Member]) {
        self.id = id
        self.members = members
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        id = try fields.present(fields.group("id"), "id")
        members = try fields.present(fields.members("members", count: 1...Conversation.mostMembers), "members")
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("id", id.text)
        fields.members("members", members)
    }
}
