import Postgres

extension AuditLink {
    /// Writes the link of a batch; in the transaction that writes the batch itself.
    public func insertion(of batch: AuditBatch) -> Statement {
        let ranges = batch.numbers.map { "[\($0.lowerBound),\($0.upperBound))" }.joined(separator: ",")
        return Statement(
            """
            INSERT INTO audit_links (chain, sequence, previous, hash, numbers, unlimited, decided_at)
            VALUES ($1::integer, $2::bigint, $3::bytea, $4::bytea, $5::text::int8multirange, $6::bigint[], $7::timestamptz)
            """,
            [
                .int32(chain), .int64(sequence), .bytea(previous), .bytea(hash), .text("{\(ranges)}"),
                .int64Array(batch.unlimited), .timestamp(batch.decidedAt),
            ])
    }
}
