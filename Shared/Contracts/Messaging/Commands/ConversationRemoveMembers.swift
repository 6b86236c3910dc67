/// Takes people out of a conversation, all of them or nobody; its owners and operators may, and everybody may leave.
public struct ConversationRemoveMembers: Command {
    public static let type = "conversation.remove_members"
    public static let allowed = Set<Role>.peopleAndOperators

    /// Which conversation.
    public var id: ConversationID

    /// Who goes; each once. The actor alone is how one leaves.
    public var members: [PartyID]

    /// Makes a command.
    public init(id: ConversationID, members: [PartyID]) {
        self.id = id
        self.members = members
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        id = try fields.present(fields.group("id"), "id")
        members = try fields.present(
            fields.names("members", count: 1...Conversation.mostMembers) { PartyID(text: $0) }, "members")
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("id", id.text)
        fields.texts("members", members.sorted().map(\.text))
    }
}
