import Contracts
import Foundation
import HTTPTypes
import Hummingbird
import MessageRouting

extension Doors {
    /// Changes of conversations and settings: commands, answered after their commit.
    func addCommands(to routes: RouterGroup<MessagingContext>) {
        routes.post("conversations") { try await command("conversation.create", $0, $1) }
        routes.patch("conversations/:id") { try await command("conversation.update", $0, $1, path: ["id"]) }
        routes.post("conversations/:id/members") {
            try await command("conversation.add_members", $0, $1, path: ["id"])
        }
        routes.delete("conversations/:id/members/:person") { request, context in
            let person = try context.name("person") { PartyID(text: $0) }
            return try await command(
                "conversation.remove_members", request, context, path: ["id"],
                members: [("members", .array([.string(person.text)]))])
        }
        routes.put("conversations/:id/members/:person") {
            try await command("conversation.set_role", $0, $1, path: ["id", "person"])
        }
        for (method, block, topic) in [
            (HTTPRequest.Method.put, "block.add", "topic.subscribe"),
            (.delete, "block.remove", "topic.unsubscribe"),
        ] {
            routes.on("blocks/:blocked", method: method) {
                try await command(block, $0, $1, path: ["blocked"], isPersonal: true)
            }
            routes.on("topics/:topic", method: method) {
                try await command(topic, $0, $1, path: ["topic"], isPersonal: true)
            }
        }
        routes.patch("preferences") { try await command("preference.set", $0, $1, isPersonal: true) }
    }

    /// Sends a command with the body's members, those of the path, and who acts.
    ///
    /// - Parameter isPersonal: whether it changes a person's own settings; operators name the person in the body.
    private func command(
        _ type: String, _ request: Request, _ context: MessagingContext, path: [String] = [],
        members: [(String, JSONValue)] = [], isPersonal: Bool = false
    ) async throws -> Response {
        let caller = try context.caller
        var body = try await request.object(upTo: 512 << 10, orEmpty: true)
        guard body["actor"] == nil else {
            throw CommandError(.unknownField, "actor is told by the token", field: "actor")
        }
        for part in path { body[part] = .string(try context.name(part) { PartyID(text: $0) }.text) }
        for (name, value) in members { body[name] = value }
        if isPersonal, body["person"] == nil { body["person"] = .string(caller.person.text) }
        var actor = JSONObject()
        actor["id"] = .string(caller.person.text)
        actor["role"] = .string(caller.role.rawValue)
        body["actor"] = .object(actor)
        let reply = try await queries.command(type, id: try id(of: request, caller), JSONValue.object(body).encoded)
        return Response(json: reply)
    }

    /// Unlike any other person's: the outcome is kept under it for ever.
    private func id(of request: Request, _ caller: Caller) throws(CommandError) -> String {
        let key = request.headers[.idempotencyKey] ?? UUID().uuidString.lowercased()
        guard (1...128).contains(key.utf8.count) else {
            throw CommandError(.invalidField, "Idempotency-Key must have 1 to 128 bytes", field: "Idempotency-Key")
        }
        return "http:\(caller.person.text):\(key)"
    }
}
