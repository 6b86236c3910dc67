import Contracts
import Postgres

/// What is asked of the outbox: which batches are to be announced, and the events of a batch, read from its outcomes.
enum OutboxStatements {
    /// The oldest row of an instance that cannot commit any more.
    static let nextOfTheDead = Statement(
        """
        SELECT id, numbers FROM outbox
        WHERE NOT EXISTS (SELECT FROM instances WHERE instances.id = outbox.instance AND silenced_at IS NULL)
        ORDER BY id LIMIT 1
        """, [])

    /// The rows of one lane, oldest first.
    static func ofLane(_ lane: Int, of instance: String) -> Statement {
        Statement(
            "SELECT id, numbers FROM outbox WHERE instance = $1::text AND lane = $2::smallint ORDER BY id",
            [.text(instance), .int16(Int16(lane))])
    }

    /// Deletes rows whose events the broker has confirmed.
    static func delete(_ ids: [Int64]) -> Statement {
        Statement("DELETE FROM outbox WHERE id = ANY($1::bigint[])", [.int64Array(ids)])
    }

    /// The outcomes and flags with these numbers, in their order.
    static func outcomes(_ numbers: [Int64]) -> Statement {
        Statement(
            """
            SELECT wanted.number, coalesce(outcome.type, '\(EventType.riskFlagged)'), coalesce(outcome.decided_at, flag.raised_at),
                coalesce(outcome.traceparent, flag.traceparent), coalesce(outcome.document, flag.document)
            FROM unnest($1::bigint[]) WITH ORDINALITY AS wanted (number, place)
            LEFT JOIN outcomes AS outcome ON outcome.number = wanted.number
            LEFT JOIN risk_flags AS flag ON flag.id = wanted.number
            WHERE outcome.number IS NOT NULL OR flag.id IS NOT NULL
            ORDER BY wanted.place
            """, [.int64Array(numbers)])
    }

    /// The events of the outcomes that ``outcomes(_:)`` gave.
    static func events(_ rows: QueryResult) throws -> [LedgerEvent] {
        try rows.map { row in
            LedgerEvent(
                number: try row.int64(0), command: try row.text(1), time: Timestamp(microseconds: try row.timestamp(2)),
                trace: try row.optionalText(3), document: Array(try row.text(4).utf8))
        }
    }
}
