import Contracts
import Postgres

extension UnreadGet: LedgerRead {
    func answer(_ asked: Asked, in snapshot: inout Snapshot, to json: inout JSONWriter) async throws {
        try asked.viewer.require(owner: person.text)
        let head = try await snapshot.head()
        let rows = try await snapshot.run(Statement(Self.statement, [.text(person.text)]))
        json.key("conversations")
        json.beginArray()
        var total: Int64 = 0
        for row in rows {
            let count = try row.int64(1)
            total += count
            json.beginObject()
            json.member("id", try row.text(0))
            json.number("unread", count)
            json.endObject()
        }
        json.endArray()
        json.number("unread", total)
        json.number("most_counted", Self.mostCounted)
        json.position("head", head)
    }

    /// What is more is not counted: nobody reads the number, and counting costs.
    static let mostCounted: Int64 = 100

    /// Counts what others have said in a conversation after a position.
    static func count(for person: String, in conversation: String, after position: String) -> String {
        """
        SELECT count(*) FROM (
            SELECT FROM messaging.log WHERE log.stream = ('c:' || \(conversation)) COLLATE "C" AND log.position > \(position)
                AND log.record = 0 AND log.sender <> \(person) ORDER BY log.position LIMIT \(mostCounted)
        ) AS counted
        """
    }

    private static let statement = """
        SELECT member.conversation, unread.count
        FROM messaging.members AS member
        LEFT JOIN messaging.read AS marker ON marker.person = $1 AND marker.conversation = member.conversation
        CROSS JOIN LATERAL (\(count(for: "$1", in: "member.conversation", after: "coalesce(marker.position, 0)"))) AS unread
        WHERE member.person = $1 AND unread.count > 0
        ORDER BY member.conversation
        """
}
