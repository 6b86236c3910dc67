import Contracts

extension ConversationCreate: MessageRule {
    func addNeeds(to needs: inout MessageNeeds) {
        needs.conversations.insert(id)
        needs.joining.formUnion(members.map(\.person))
    }

    func decide(in book: MessageBook, _ actor: Actor?) throws(CommandError) -> MessageChange? {
        if let person = actor.boundPerson {
            guard members.contains(Conversation.Member(person: person, role: .owner)) else {
                throw .notYours("who begins a conversation must be an owner of it")
            }
        }
        guard book.conversations[id] == nil else {
            throw CommandError(.conversationExists, "there is a conversation \(id) already", field: "id")
        }
        let empty = Conversation(id: id, version: 0, title: title, members: [:])
        return .conversation(try empty.adding(members, in: book))
    }
}
