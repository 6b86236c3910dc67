import Contracts
import Ledger
import Postgres

extension CommitStatements {
    mutating func addTransactions(_ changes: Changes, _ now: Parameter) {
        let transactions = changes.transactions
        guard !transactions.isEmpty else { return }
        statements.append(
            Statement(
                """
                INSERT INTO transactions (id, type, reference, description, metadata, original_id, hold_id, posted_at)
                SELECT *, $8::timestamptz FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::jsonb[],
                    $6::bigint[], $7::bigint[])
                """,
                [
                    .int64Array(transactions.map(\.id.number)), .textArray(transactions.map(\.type.rawValue)),
                    .optionalTextArray(transactions.map(\.reference)),
                    .optionalTextArray(transactions.map(\.description)),
                    .optionalJsonbArray(transactions.map(\.metadata.json)),
                    .optionalInt64Array(transactions.map { $0.original?.number }),
                    .optionalInt64Array(transactions.map { $0.hold?.number }), now,
                ]))
    }

    /// Outcomes in the order of their keys, so that two lanes with the same keys never wait for each other crosswise.
    mutating func addOutcomes(_ changes: Changes, _ now: Parameter) {
        let outcomes = changes.outcomes.sorted { $0.envelope.key < $1.envelope.key }
        guard !outcomes.isEmpty else { return }
        statements.append(
            Statement(
                """
                INSERT INTO outcomes (subject, message_id, number, is_committed, proof, type, error_code, actor_id, actor_role,
                    traceparent, fingerprint, document, decided_at)
                SELECT *, $13::timestamptz FROM unnest($1::text[], $2::text[], $3::bigint[], $4::boolean[], $5::smallint[],
                    $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::bytea[], $12::text[])
                """,
                [
                    .textArray(outcomes.map(\.envelope.key.subject)),
                    .textArray(outcomes.map(\.envelope.key.messageID)),
                    .int64Array(outcomes.map(\.number)), .boolArray(outcomes.map { $0.status == .committed }),
                    .int16Array(outcomes.map(\.envelope.proof.rawValue)), .textArray(outcomes.map(\.envelope.type)),
                    .optionalTextArray(outcomes.map { $0.refusal?.code.rawValue }),
                    .optionalTextArray(outcomes.map { $0.envelope.common.actor?.id.text }),
                    .optionalTextArray(outcomes.map { $0.envelope.common.actor?.role.rawValue }),
                    .optionalTextArray(outcomes.map { $0.envelope.trace?.traceparent }),
                    .byteaArray(outcomes.map(\.fingerprint.bytes)),
                    .textArray(outcomes.map { String(decoding: $0.document, as: UTF8.self) }), now,
                ]))
    }
}

extension Outcome {
    /// Why the command was refused; nil where it was not.
    var refusal: CommandError? {
        if case .refused(let error) = status { error } else { nil }
    }
}

extension [MetadataPair] {
    /// The pairs as a JSON object; nil where there are none.
    var json: [UInt8]? {
        guard !isEmpty else { return nil }
        var writer = FieldWriter()
        for pair in self { writer.text(pair.key, pair.value) }
        return writer.finish()
    }
}
