import Contracts

extension ConversationUpdate: MessageRule {
    func addNeeds(to needs: inout MessageNeeds) { needs.conversations.insert(id) }

    func decide(in book: MessageBook, _ actor: Actor?) throws(CommandError) -> MessageChange? {
        var conversation = try book.conversation(id)
        try conversation.checkOwner(actor)
        // Two spellings of one character are two titles.
        if let before = conversation.title, before.utf8.elementsEqual(title.utf8) { return nil }
        conversation.title = title
        return .conversation(conversation)
    }
}
