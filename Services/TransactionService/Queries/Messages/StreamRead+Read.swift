import Contracts
import Postgres

extension StreamRead: LedgerRead {
    func answer(_ asked: Asked, in snapshot: inout Snapshot, to json: inout JSONWriter) async throws {
        try asked.viewer.require(owner: person.text)
        let head = try await snapshot.head()
        let end = min(until ?? head, head)
        var next = max(end, after)
        var shown: [LogRow] = []
        if after < end {
            let isNear = end.number - after.number <= Self.near
            let rows = try await snapshot.rows(
                Statement(
                    isNear ? Self.scanning : Self.merging,
                    [.text(person.text), .int64(after.number), .int64(end.number), .int64(limit + 1)]))
            let fitting = rows.fitting(limit)
            if fitting.count < rows.count, let last = fitting.last { next = last.position }
            shown = fitting.filter { !$0.isOver(at: snapshot.now) }
        }
        json.records(shown)
        json.position("next", next)
        json.position("head", head)
    }

    /// So few positions are looked through one by one: whoever comes back after a moment need not ask each of their streams.
    private static let near: Int64 = 1_000

    private static let scanning = statement(
        """
        SELECT position FROM messaging.log
        WHERE position > $2 AND position <= $3 AND stream IN (SELECT stream FROM mine) ORDER BY position LIMIT $4
        """)

    private static let merging = statement(
        """
        SELECT found.position FROM mine CROSS JOIN LATERAL (
            SELECT position FROM messaging.log WHERE log.stream = mine.stream AND position > $2 AND position <= $3
            ORDER BY position LIMIT $4
        ) AS found
        ORDER BY found.position LIMIT $4
        """)

    private static func statement(_ page: String) -> String {
        """
        WITH \(OwnStreams.mine("$1")), page AS MATERIALIZED (\(page))
        SELECT \(LogRow.columns), \(LogRow.bytes(along: "log.position"))
        FROM page JOIN messaging.log AS log ON log.position = page.position
        \(LogRow.current)
        ORDER BY log.position
        """
    }
}

extension LogRow {
    /// Whether nobody is to be told of it any more: taken back, forgotten, past its time, or an edit that a later one has replaced, which
    /// after the message as it stands now would bring back what is over.
    fileprivate func isOver(at now: Timestamp) -> Bool {
        switch content {
        case .message(let message): isDeleted || message.body.isEmpty || isExpired(at: now)
        case .amendment(.edit(let edit)): isDeleted || edit.body.isEmpty || edit.number < edits
        case .amendment(.deletion), .conversation, .person: false
        }
    }
}
