import Contracts
import Postgres

extension OutcomeGet: LedgerRead {
    func answer(_ asked: Asked, in snapshot: inout Snapshot, to json: inout JSONWriter) async throws {
        let found = try await snapshot.run(
            Statement(
                "SELECT actor_id, document FROM outcomes WHERE subject = $1 AND message_id = $2",
                [.text(subject ?? asked.subject), .text(messageID)]))
        guard let row = found.first else {
            try asked.viewer.requireOperator()
            throw CommandError(.outcomeNotFound, "no command with this id has been decided", field: "message_id")
        }
        try asked.viewer.require(owner: try row.optionalText(0))
        json.key("outcome")
        let document = Array(try row.text(1).utf8)
        json.raw(try asked.viewer.person.map { try Self.shown(document, to: $0) } ?? document)
    }

    /// What a person is told: not what others' accounts hold, and not that somebody is suspected.
    private static func shown(_ document: [UInt8], to person: PartyID) throws -> [UInt8] {
        guard case .object(let outcome) = try JSONReader.read(document) else {
            throw CommandError(.internalError, "the outcome's document is no object")
        }
        var members: [JSONObject.Member] = []
        for var member in outcome.members where member.key != "flags" {
            if member.key == "accounts", case .array(let accounts) = member.value {
                member.value = .array(
                    accounts.filter { account in
                        let owner = account.asObject?["owner"]?.asString
                        return owner == nil || owner == person.text
                    })
            }
            members.append(member)
        }
        return JSONValue.object(JSONObject(uniqueMembers: members)).encoded
    }
}
