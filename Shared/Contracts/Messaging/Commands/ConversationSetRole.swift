/// Gives a member of a conversation another role; its owners and operators may.
public struct ConversationSetRole: Command {
    public static let type = "conversation.set_role"
    public static let allowed = Set<Role>.peopleAndOperators

    /// Which conversation.
    public var id: ConversationID

    /// Which of its members.
    public var person: PartyID

    /// The role from now on.
    public var role: Conversation.MemberRole

    /// Makes a command.
    public init(id: ConversationID, person: PartyID, role: Conversation.MemberRole) {
        self.id = id
        self.person = person
        self.role = role
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        id = try fields.present(fields.group("id"), "id")
        person = try fields.present(fields.party("person"), "person")
        role = try fields.present(fields.choice("role", of: Conversation.MemberRole.self), "role")
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("id", id.text)
        fields.text("person", person.text)
        fields.text("role", role.rawValue)
    }
}
