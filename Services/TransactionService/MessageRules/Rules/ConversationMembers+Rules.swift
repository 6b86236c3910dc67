import Contracts

extension ConversationAddMembers: MessageRule {
    func addNeeds(to needs: inout MessageNeeds) {
        needs.conversations.insert(id)
        needs.joining.formUnion(members.map(\.person))
    }

    func decide(in book: MessageBook, _ actor: Actor?) throws(CommandError) -> MessageChange? {
        let conversation = try book.conversation(id)
        try conversation.checkOwner(actor)
        return .conversation(try conversation.adding(members, in: book))
    }
}

extension ConversationRemoveMembers: MessageRule {
    func addNeeds(to needs: inout MessageNeeds) { needs.conversations.insert(id) }

    func decide(in book: MessageBook, _ actor: Actor?) throws(CommandError) -> MessageChange? {
        let before = try book.conversation(id)
        // Everybody may leave.
        if actor.boundPerson.map({ members != [$0] }) ?? false { try before.checkOwner(actor) }
        var after = before
        for (index, person) in members.enumerated() {
            guard after.members.removeValue(forKey: person) != nil else {
                throw CommandError(.notAMember, "\(person) does not take part", field: "members[\(index)]")
            }
        }
        try after.checkStillOwned(after: before, actor)
        return .conversation(after)
    }
}

extension ConversationSetRole: MessageRule {
    func addNeeds(to needs: inout MessageNeeds) { needs.conversations.insert(id) }

    func decide(in book: MessageBook, _ actor: Actor?) throws(CommandError) -> MessageChange? {
        let before = try book.conversation(id)
        try before.checkOwner(actor)
        guard let role = before.members[person] else {
            throw CommandError(.notAMember, "\(person) does not take part", field: "person")
        }
        guard role != self.role else { return nil }
        var after = before
        after.members[person] = self.role
        try after.checkStillOwned(after: before, actor)
        return .conversation(after)
    }
}
