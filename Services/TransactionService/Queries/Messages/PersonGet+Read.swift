import Contracts
import Postgres

extension PersonGet: LedgerRead {
    func answer(_ asked: Asked, in snapshot: inout Snapshot, to json: inout JSONWriter) async throws {
        for person in people { try asked.viewer.require(owner: person.text) }
        let names = Parameter.textArray(people.map(\.text))
        let results = try await snapshot.run([
            Statement(Self.settings, [names]), Statement(Self.conversations, [names]),
            Statement(Self.delivered, [names]),
            Statement("SELECT position FROM messaging.head WHERE one"),
        ])
        var settings: [String: PersonSettings] = [:]
        for row in results[0] { settings[try row.text(0)] = try PersonSettings(row) }
        var conversations: [String: [(id: String, role: String)]] = [:]
        for row in results[1] { conversations[try row.text(0), default: []].append((try row.text(1), try row.text(2))) }
        var delivered: [String: Int64] = [:]
        for row in results[2] { delivered[try row.text(0)] = try row.int64(1) }
        json.key("people")
        json.beginArray()
        for person in people {
            json.beginObject()
            json.member("person", person.text)
            json.key("settings")
            json.beginObject()
            (settings[person.text] ?? PersonSettings(person: person)).writeMembers(to: &json)
            json.endObject()
            json.key("conversations")
            json.beginArray()
            for conversation in conversations[person.text] ?? [] {
                json.beginObject()
                json.member("id", conversation.id)
                json.member("role", conversation.role)
                json.endObject()
            }
            json.endArray()
            if let position = delivered[person.text] { json.number("delivered", position) }
            json.endObject()
        }
        json.endArray()
        json.number("head", try results[3][0].int64(0))
    }

    private static let settings = """
        SELECT person, version, blocked, topics, muted, channels, quiet_from, quiet_to, time_zone, language
        FROM messaging.settings WHERE person = ANY($1)
        """

    private static let conversations = """
        SELECT wanted.person, member.conversation, member.role
        FROM unnest($1::text[]) AS wanted (person) CROSS JOIN LATERAL (
            SELECT conversation, role FROM messaging.members WHERE members.person = wanted.person
            ORDER BY conversation LIMIT 10000
        ) AS member
        """

    private static let delivered = """
        SELECT person, max(position) FROM messaging.delivered WHERE person = ANY($1) GROUP BY person
        """
}

extension PersonSettings {
    fileprivate init(_ row: Row) throws {
        guard let person = PartyID(text: try row.text(0)) else {
            throw CommandError(.internalError, "a person's settings cannot be read")
        }
        var hours: QuietHours?
        if let from = try row.optionalInt16(6), let to = try row.optionalInt16(7), let zone = try row.optionalText(8) {
            hours = QuietHours(from: Int(from), to: Int(to), timeZone: zone)
        }
        self.init(
            person: person, version: try row.int64(1),
            blocked: Set(try row.textArray(2).compactMap { PartyID(text: $0) }),
            topics: Set(try row.textArray(3).compactMap { TopicName(text: $0) }),
            muted: Set(try row.textArray(4).compactMap { ConversationID(text: $0) }),
            channels: Set(try row.textArray(5).compactMap { Channel(rawValue: $0) }), quietHours: hours,
            language: try row.optionalText(9))
    }
}
