import Contracts
import Postgres

extension ConversationGet: LedgerRead {
    func answer(_ asked: Asked, in snapshot: inout Snapshot, to json: inout JSONWriter) async throws {
        let names = Parameter.textArray(ids.map(\.text))
        let results = try await snapshot.run([
            Statement(
                "SELECT id, version, title FROM messaging.conversations WHERE id = ANY($1) ORDER BY id", [names]),
            Statement(
                "SELECT conversation, person, role FROM messaging.members WHERE conversation = ANY($1)", [names]),
            Statement("SELECT position FROM messaging.head WHERE one"),
        ])
        var members: [String: [PartyID: Conversation.MemberRole]] = [:]
        for row in results[1] {
            guard let person = PartyID(text: try row.text(1)),
                let role = Conversation.MemberRole(rawValue: try row.text(2))
            else { continue }
            members[try row.text(0), default: [:]][person] = role
        }
        json.key("conversations")
        json.beginArray()
        for row in results[0] {
            guard let id = ConversationID(text: try row.text(0)) else { continue }
            let conversation = Conversation(
                id: id, version: try row.int64(1), title: try row.optionalText(2), members: members[id.text] ?? [:])
            // A person sees of it whether they are in it.
            if let person = asked.viewer.person, conversation.members[person] == nil { continue }
            json.beginObject()
            conversation.writeMembers(to: &json)
            json.endObject()
        }
        json.endArray()
        json.number("head", try results[2][0].int64(0))
    }
}
