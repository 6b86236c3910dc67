import Contracts
import Ledger
import Postgres

extension CommitStatements {
    mutating func addFlags(_ book: Book, _ now: Parameter) {
        let raised = book.changes.raised
        if !raised.isEmpty {
            statements.append(
                Statement(
                    """
                    INSERT INTO risk_flags (id, account_id, subject, message_id, command_type, rules, action, state,
                        transaction_id, traceparent, document, raised_at)
                    SELECT id, account_id, subject, message_id, command_type, string_to_array(rules, ','), action, 'open',
                        transaction_id, traceparent, document, $10::timestamptz
                    FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                        $8::bigint[], $9::text[], $11::text[]) AS new (id, account_id, subject, message_id, command_type,
                        rules, action, transaction_id, traceparent, document)
                    """,
                    [
                        .int64Array(raised.map(\.flag.id.number)), .int64Array(raised.map(\.flag.account.number)),
                        .textArray(raised.map(\.flag.key.subject)), .textArray(raised.map(\.flag.key.messageID)),
                        .textArray(raised.map(\.flag.commandType)),
                        // Names have no commas.
                        .textArray(raised.map { $0.flag.rules.joined(separator: ",") }),
                        .textArray(raised.map(\.flag.action.rawValue)),
                        .optionalInt64Array(raised.map { $0.flag.transaction?.number }),
                        .optionalTextArray(raised.map { $0.trace?.traceparent }), now,
                        .textArray(raised.map { String(decoding: $0.document, as: UTF8.self) }),
                    ]))
        }
        let reviewed = book.changes.reviewed.sorted().compactMap { book.flags[$0] }
        guard !reviewed.isEmpty else { return }
        statements.append(
            Statement(
                """
                UPDATE risk_flags SET state = new.state, reviewer = new.reviewer, review_reason = new.reason,
                    reviewed_at = $5::timestamptz
                FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[]) AS new (id, state, reviewer, reason)
                WHERE risk_flags.id = new.id
                """,
                [
                    .int64Array(reviewed.map(\.id.number)), .textArray(reviewed.map(\.state.rawValue)),
                    .optionalTextArray(reviewed.map(\.reviewer)), .optionalTextArray(reviewed.map(\.reason)), now,
                ]))
    }
}
