import LedgerAudit
import Postgres

/// Makes the links of a filled ledger, as the lane would have that had committed it.
struct VerifyChain {
    let size: VerifySize

    /// Writes all links.
    func fill(_ connection: PostgresConnection) async throws {
        var progress = Progress("links", total: size.transactions)
        var head = AuditHead(empty: 0)
        for start in stride(from: 0, to: size.transactions, by: VerifySize.batch) {
            let lower = VerifySize.firstNumber + 2 * Int64(start)
            let upper = min(lower + 2 * Int64(VerifySize.batch), VerifySize.firstNumber + 2 * Int64(size.transactions))
            let bounds = [Parameter.int64(lower), .int64(upper)]
            let rows = try await connection.run([
                Statement(Self.outcomes, bounds), Statement(Self.transactions, bounds), Statement(Self.entries, bounds),
            ])
            let batch = try Self.batch(lower..<upper, rows)
            let link = AuditLink(after: head, batch)
            try await connection.run(link.insertion(of: batch))
            head = AuditHead(link)
            progress.show(start)
        }
        progress.end("\(Terminal.grouped(head.sequence)) of up to \(VerifySize.batch) commands")
    }

    private static func batch(_ numbers: Range<Int64>, _ rows: [QueryResult]) throws -> AuditBatch {
        AuditBatch(
            decidedAt: try rows[0][0].timestamp(4), numbers: [numbers],
            unlimited: try rows[2].int64Column(0).filter { $0 < VerifySize.firstAccount },
            outcomes: try rows[0].map { row in
                AuditedOutcome(
                    number: try row.int64(0), subject: "broker:bench", messageID: try row.text(1), isCommitted: true,
                    proof: 1, type: try row.text(5), errorCode: nil, actorID: nil, actorRole: nil, traceparent: nil,
                    fingerprint: try row.bytes(2), document: try row.bytes(3))
            },
            transactions: try rows[1].map { row in
                AuditedTransaction(
                    id: try row.int64(0), type: try row.text(1), reference: try row.text(2), description: nil,
                    metadata: nil, original: nil, hold: nil)
            },
            entries: try rows[2].map { row in
                AuditedEntry(
                    account: try row.int64(0), transaction: try row.int64(1), leg: try row.int16(2),
                    amount: try row.int64(3), unit: 710, sequence: try row.int64(4), balance: try row.int64(5))
            }, flags: [])
    }

    private static let outcomes = """
        SELECT number, message_id, fingerprint, document, decided_at, type FROM outcomes
        WHERE number >= $1::bigint AND number < $2::bigint
        """
    private static let transactions = """
        SELECT id, type, reference FROM transactions WHERE id >= $1::bigint AND id < $2::bigint
        """
    private static let entries = """
        SELECT account_id, transaction_id, leg, amount, sequence, balance FROM entries
        WHERE transaction_id >= $1::bigint AND transaction_id < $2::bigint
        """
}
