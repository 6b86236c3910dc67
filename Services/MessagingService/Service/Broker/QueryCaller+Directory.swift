import Contracts
import MessageRouting

extension QueryCaller {
    /// Who these people are to messaging.
    func people(_ people: [PartyID]) async throws(CommandError) -> (states: [PersonState], head: Position) {
        var fields = FieldReader(
            try await ask("person.get") { json in
                json.key("people")
                json.beginArray()
                for person in people { json.string(person.text) }
                json.endArray()
            })
        var states: [PersonState] = []
        for var reader in try fields.present(fields.objects("people", count: 0...500), "people") {
            states.append(try PersonState(reading: &reader))
        }
        return (states, try fields.present(fields.position("head"), "head"))
    }

    /// Those of these conversations that exist.
    func conversations(
        _ ids: [ConversationID]
    ) async throws(CommandError) -> (found: [Conversation], head: Position) {
        var fields = FieldReader(
            try await ask("conversation.get") { json in
                json.key("ids")
                json.beginArray()
                for id in ids { json.string(id.text) }
                json.endArray()
            })
        var found: [Conversation] = []
        for var reader in try fields.present(fields.objects("conversations", count: 0...500), "conversations") {
            found.append(try Conversation(reading: &reader))
        }
        return (found, try fields.present(fields.position("head"), "head"))
    }

    /// How far the log reaches.
    func head() async throws(CommandError) -> Position {
        try await log(after: .start, limit: 1).head
    }
}

extension PersonState {
    /// Reads `{"settings": {…}, "conversations": [{"id", "role"}]}`.
    init(reading fields: inout FieldReader) throws(CommandError) {
        var settings = try fields.present(fields.object("settings"), "settings")
        var conversations: [ConversationID: Conversation.MemberRole] = [:]
        let own = try PersonSettings(reading: &settings)
        for var reader in try fields.objects("conversations", count: 0...10_000) ?? [] {
            let id = try reader.present(reader.conversation("id"), "id")
            conversations[id] = try reader.present(reader.choice("role", of: Conversation.MemberRole.self), "role")
        }
        self.init(settings: own, conversations: conversations)
    }
}
