import Contracts
import Hummingbird
import MessageRouting

extension Doors {
    /// What is stored: passed to the store with who asks, and its answer handed on.
    func addReading(to routes: RouterGroup<MessagingContext>) {
        routes.get("conversations") { request, context in
            try await hand("conversation.list", request, try context.caller, optional: ["cursor"], numbers: ["limit"])
        }
        routes.get("conversations/:id/messages") { request, context in
            let id = try context.name("id") { ConversationID(text: $0) }
            return try await hand(
                "history.read", request, try context.caller, [("conversation", id.text)], isOwn: false,
                optional: ["before"], numbers: ["limit"])
        }
        routes.get("messages/:id") { request, context in
            let caller = try context.caller
            guard let id = context.parameters.get("id").flatMap({ MessageID(text: $0) }) else {
                throw CommandError(.invalidField, "id must be a message's id", field: "id")
            }
            let answer = try await queries.ask("message.get") { json in
                if !caller.isOperator { json.member("person", caller.person.text) }
                json.key("ids")
                json.beginArray()
                json.string(id.text)
                json.endArray()
            }
            guard let message = answer["messages"]?.asArray?.first else {
                throw CommandError(.messageNotFound, "there is no such message that the reader may see", field: "id")
            }
            var json = JSONWriter(capacity: 1_024)
            json.value(queries.keys?.open(message) ?? message)
            return Response(json: json.bytes)
        }
        routes.get("search") { request, context in
            guard queries.keys == nil else {
                throw CommandError(.searchUnavailable, "bodies are stored encrypted and cannot be searched")
            }
            guard let text = request.query("q"), (1...MessageSearch.longestText).contains(text.utf8.count) else {
                throw CommandError(
                    .invalidField, "q must be a text of 1 to \(MessageSearch.longestText) bytes", field: "q")
            }
            return try await hand(
                "message.search", request, try context.caller, [("text", text)],
                optional: ["conversation", "cursor"], numbers: ["limit"])
        }
        routes.get("unread") { request, context in
            try await hand("unread.get", request, try context.caller)
        }
    }

    /// Asks the store in a person's name: their own, or, for operators, that of the parameter `person`.
    private func hand(
        _ type: String, _ request: Request, _ caller: Caller, _ members: [(String, String)] = [],
        isOwn: Bool = true, optional: [String] = [], numbers: [String] = []
    ) async throws -> Response {
        let person = try request.query("person").map { (text) throws(CommandError) in
            guard let person = PartyID(text: text) else {
                throw CommandError(.invalidField, "person must be a person's name", field: "person")
            }
            return person
        }
        try caller.mayReach(person ?? caller.person)
        let limits = try numbers.map { ($0, try request.number($0, in: 1...200)) }
        let answer = try await queries.ask(type) { json in
            // An operator who names nobody is not held to anybody's memberships.
            if let person = person ?? (isOwn || !caller.isOperator ? caller.person : nil) {
                json.member("person", person.text)
            }
            for (name, value) in members { json.member(name, value) }
            for name in optional { if let value = request.query(name) { json.member(name, value) } }
            for case (let name, let value?) in limits {
                json.key(name)
                json.int(value)
            }
        }
        var json = JSONWriter(capacity: 4_096)
        json.beginObject()
        for member in answer.members where member.key != "query" && member.key != "status" {
            json.key(member.key)
            json.value(queries.keys?.open(member.value) ?? member.value)
        }
        json.endObject()
        return Response(json: json.bytes)
    }
}
