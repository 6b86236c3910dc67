import Contracts
import Postgres

extension ConversationList: LedgerRead {
    func answer(_ asked: Asked, in snapshot: inout Snapshot, to json: inout JSONWriter) async throws {
        try asked.viewer.require(owner: person.text)
        let rows = try await snapshot.run(
            Statement(Self.statement, [.text(person.text), .text(try asked.text(0) ?? ""), rowLimit]))
        try json.page(rows, of: self, cursor: { Cursor([try $0.text(0)]) }) { row, json in
            json.beginObject()
            json.member("id", try row.text(0))
            json.member("role", try row.text(1))
            json.number("version", try row.int64(2))
            json.optional("title", try row.optionalText(3))
            json.number("read", try row.int64(4))
            if let last = try row.optionalInt64(5) { json.number("last", last) }
            json.optionalMoment("last_at", try row.optionalMoment(6))
            json.number("unread", try row.int64(7))
            json.endObject()
        }
    }

    private static let statement = """
        SELECT member.conversation, member.role, conversation.version, conversation.title, coalesce(marker.position, 0),
            newest.position, newest.stored_at, unread.count
        FROM (
            SELECT * FROM messaging.members WHERE person = $1 AND conversation > $2 ORDER BY conversation LIMIT $3
        ) AS member
        JOIN messaging.conversations AS conversation ON conversation.id = member.conversation
        LEFT JOIN messaging.read AS marker ON marker.person = $1 AND marker.conversation = member.conversation
        LEFT JOIN LATERAL (
            SELECT position, stored_at FROM messaging.log
            WHERE log.stream = ('c:' || member.conversation) COLLATE "C" AND record = 0 ORDER BY position DESC LIMIT 1
        ) AS newest ON true
        CROSS JOIN LATERAL (\(UnreadGet.count(for: "$1", in: "member.conversation", after: "coalesce(marker.position, 0)"))) AS unread
        ORDER BY member.conversation
        """
}
