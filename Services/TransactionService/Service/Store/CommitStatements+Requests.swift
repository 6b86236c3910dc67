import Contracts
import Ledger
import Postgres

extension CommitStatements {
    mutating func addRequests(_ book: Book, _ now: Parameter) {
        let requests = book.changes.requests.sorted().compactMap { book.requests[$0] }
        guard !requests.isEmpty else { return }
        statements.append(
            Statement(
                """
                INSERT INTO requests (id, kind, state, account_id, amount, created_at, transaction_id, settlement_id,
                    bank_account_id, job_type, delivery, phone, expires_at, reference, description, reason, updated_at)
                SELECT *, $17::timestamptz FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::bigint[],
                    $6::timestamptz[], $7::bigint[], $8::bigint[], $9::bigint[], $10::text[], $11::text[], $12::text[],
                    $13::timestamptz[], $14::text[], $15::text[], $16::text[])
                ON CONFLICT (id) DO UPDATE SET state = excluded.state, transaction_id = excluded.transaction_id,
                    settlement_id = excluded.settlement_id, reason = excluded.reason, updated_at = excluded.updated_at
                """,
                [
                    .int64Array(requests.map(\.id)), .textArray(requests.map(\.kind.rawValue)),
                    .textArray(requests.map(\.state.rawValue)), .int64Array(requests.map(\.account.number)),
                    .int64Array(requests.map(\.amount)), .timestampArray(requests.map(\.createdAt.microseconds)),
                    .optionalInt64Array(requests.map { $0.transaction?.number }),
                    .optionalInt64Array(requests.map { $0.settlement?.number }),
                    .optionalInt64Array(requests.map { $0.bankAccount?.number }),
                    .optionalTextArray(requests.map(\.jobType)),
                    .optionalTextArray(requests.map { $0.delivery?.rawValue }),
                    .optionalTextArray(requests.map { $0.phone?.text }),
                    .optionalTimestampArray(requests.map { $0.expiresAt?.microseconds }),
                    .optionalTextArray(requests.map(\.reference)), .optionalTextArray(requests.map(\.description)),
                    .optionalTextArray(requests.map(\.reason)), now,
                ]))
    }
}
