extension FieldReader {
    /// Takes the name of a group's conversation. A direct one belongs to its pair for ever: no command begins or changes it.
    mutating func group(_ name: String) throws(CommandError) -> ConversationID? {
        guard let id = try conversation(name) else { return nil }
        guard !id.isDirect else {
            throw invalid(name, "must not begin with \(ConversationID.directPrefix), as direct conversations do")
        }
        return id
    }
}

extension FieldWriter {
    /// Writes people with their roles in the order of the people, which is one content whatever order they came in.
    mutating func members(_ name: String, _ members: [Conversation.Member]) {
        objects(name, members.sorted { $0.person < $1.person }) { member, fields in
            fields.text("person", member.person.text)
            fields.text("role", member.role.rawValue)
        }
    }
}
