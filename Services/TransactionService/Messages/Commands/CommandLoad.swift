import Contracts
import MessageRules
import Postgres

/// The statements that lock and read what a group of commands needs: conversations, then settings, each in the order of their names, so that two
/// groups never wait for each other in a circle; and the outcomes last, because what was read before waiting for a lock is stale.
struct CommandLoad: Sendable {
    let statements: [Statement]

    init(_ needs: MessageNeeds) {
        let conversations = Parameter.textArray(needs.conversations.sorted().map(\.text))
        let keys = Array(needs.keys)
        statements = [
            .begin,
            Statement(
                """
                SELECT id, version, title FROM messaging.conversations WHERE id = ANY($1::text[]) ORDER BY id FOR UPDATE
                """, [conversations]),
            Statement(Self.settings, [.textArray(needs.people.sorted().map(\.text))]),
            Statement(
                "SELECT conversation, person, role FROM messaging.members WHERE conversation = ANY($1::text[])",
                [conversations]),
            Statement(
                Self.memberships,
                [.textArray(needs.joining.sorted().map(\.text)), .int64(Int64(Conversation.mostOfAPerson))]),
            Statement(
                """
                SELECT subject, message_id, fingerprint, document FROM messaging.outcomes
                JOIN unnest($1::text[], $2::text[]) AS key (subject, message_id) USING (subject, message_id)
                """, [.textArray(keys.map(\.subject)), .textArray(keys.map(\.messageID))]),
            Statement("SELECT clock_timestamp()"),
        ]
    }

    /// Reads what the database has answered to ``statements``.
    func book(_ results: [QueryResult]) throws -> MessageBook {
        guard results.count == statements.count, let moment = results[6].first else {
            throw CommandStoreError.incomplete
        }
        var memberships: [PartyID: Int] = [:]
        for row in results[4] { memberships[try Self.party(row, 0)] = Int(try row.int64(1)) }
        var outcomes: [CommandKey: StoredMessageOutcome] = [:]
        for row in results[5] {
            outcomes[CommandKey(subject: try row.text(0), messageID: try row.text(1))] = StoredMessageOutcome(
                fingerprint: Fingerprint(bytes: try row.bytes(2)), document: Array(try row.text(3).utf8))
        }
        return MessageBook(
            now: Timestamp(microseconds: try moment.timestamp(0)),
            conversations: try Self.conversations(results[1], members: results[3]),
            settings: try results[2].map { try Self.settings($0) }, memberships: memberships, outcomes: outcomes)
    }

    private static func conversations(_ rows: QueryResult, members: QueryResult) throws -> [Conversation] {
        var roles: [String: [PartyID: Conversation.MemberRole]] = [:]
        for row in members {
            guard let role = Conversation.MemberRole(rawValue: try row.text(2)) else {
                throw CommandStoreError.unreadable("members")
            }
            roles[try row.text(0), default: [:]][try party(row, 1)] = role
        }
        return try rows.map { row in
            let id = try row.text(0)
            return Conversation(
                id: try made(ConversationID(text: id), "conversations"), version: try row.int64(1),
                title: try row.optionalText(2), members: roles[id] ?? [:])
        }
    }

    private static func settings(_ row: Row) throws -> PersonSettings {
        var settings = PersonSettings(person: try party(row, 0), version: try row.int64(1))
        settings.blocked = Set(try row.textArray(2).map { try made(PartyID(text: $0), "settings") })
        settings.topics = Set(try row.textArray(3).map { try made(TopicName(text: $0), "settings") })
        settings.muted = Set(try row.textArray(4).map { try made(ConversationID(text: $0), "settings") })
        settings.channels = Set(
            try row.textArray(5).map { try made(PersonSettings.Channel(rawValue: $0), "settings") })
        if let zone = try row.optionalText(8) {
            settings.quietHours = PersonSettings.QuietHours(
                from: Int(try row.int16(6)), to: Int(try row.int16(7)), timeZone: zone)
        }
        settings.language = try row.optionalText(9)
        return settings
    }

    private static func party(_ row: Row, _ column: Int) throws -> PartyID {
        try made(PartyID(text: try row.text(column)), "people")
    }

    private static func made<Value>(_ value: Value?, _ what: String) throws -> Value {
        guard let value else { throw CommandStoreError.unreadable(what) }
        return value
    }

    private static let settings = """
        SELECT person, version, blocked, topics, muted, channels, quiet_from, quiet_to, time_zone, language
        FROM messaging.settings WHERE person = ANY($1::text[]) ORDER BY person FOR UPDATE
        """

    /// Whoever has more than is allowed is not counted to the end.
    private static let memberships = """
        SELECT joining.person, (SELECT count(*) FROM (
            SELECT FROM messaging.members AS own WHERE own.person = joining.person LIMIT $2) AS few)
        FROM unnest($1::text[]) AS joining (person)
        """
}

/// What is wrong with what the database says.
enum CommandStoreError: Error {
    /// It has answered less than it was asked.
    case incomplete
    /// It holds what the contract does not allow.
    case unreadable(String)
}
