import Contracts

extension Conversation {
    /// Insists that who acts may change the conversation: its owners and operators.
    func checkOwner(_ actor: Actor?) throws(CommandError) {
        guard let person = actor.boundPerson, members[person] != .owner else { return }
        throw .notYours("only an owner of the conversation may do this")
    }

    /// Whether anybody owns it.
    var hasOwner: Bool { members.values.contains(.owner) }

    /// Insists that people do not leave it to others without an owner; operators may.
    ///
    /// - Parameter before: what it was.
    func checkStillOwned(after before: Conversation, _ actor: Actor?) throws(CommandError) {
        guard actor.boundPerson != nil, before.hasOwner, !hasOwner, !members.isEmpty else { return }
        throw CommandError(
            .statusConflict, "the conversation would have no owner; make another member one first", field: "id")
    }

    /// Takes people in.
    func adding(_ joining: [Member], in book: MessageBook) throws(CommandError) -> Conversation {
        var after = self
        for (index, member) in joining.enumerated() {
            let field = "members[\(index)].person"
            guard after.members.updateValue(member.role, forKey: member.person) == nil else {
                throw CommandError(.alreadyAMember, "\(member.person) takes part already", field: field)
            }
            guard book.memberships[member.person, default: 0] < Self.mostOfAPerson else {
                throw CommandError(
                    .conversationFull, "\(member.person) takes part in \(Self.mostOfAPerson) conversations",
                    field: field)
            }
        }
        guard after.members.count <= Self.mostMembers else {
            throw CommandError(
                .conversationFull, "a conversation has at most \(Self.mostMembers) members", field: "members")
        }
        return after
    }
}
