import Contracts
import Postgres

/// Compares stored balances with entries and pending holds, and brings back those that have drifted away.
public struct Reconciliation: Sendable {
    private let connection: PostgresConnection

    /// - Parameter connection: any role that may read; the schema's owner to correct.
    public init(_ connection: PostgresConnection) { self.connection = connection }

    /// All differences, at one moment; of some accounts only where they are given.
    ///
    /// - Throws: `PostgresError`.
    public func differences(in accounts: [Int64]? = nil) async throws -> [BalanceDifference] {
        let rows =
            if let accounts {
                try await connection.run(Statement(once: Self.ofSome, [.int64Array(accounts)]))
            } else {
                try await connection.run(Statement(once: Self.ofAll))
            }
        return try rows.map { row in
            BalanceDifference(
                account: try row.int64(0), unit: try row.int16(1),
                stored: AccountBalance(posted: try row.int64(2), held: try row.int64(3), entries: try row.int64(4)),
                recomputed: AccountBalance(posted: try row.int64(5), held: try row.int64(6), entries: try row.int64(7)))
        }
    }

    /// What became of an account that was to be corrected.
    public enum Correction: Sendable, Hashable {
        /// It has its balance back.
        case corrected(BalanceDifference)
        /// It differs by more than was allowed.
        case tooLarge(BalanceDifference)
        /// Somebody else has brought it back meanwhile.
        case notNeeded
    }

    /// Gives an account the balance that its entries and holds say, under the lock of its row, and records it.
    ///
    /// - Parameters:
    ///   - threshold: how much may be corrected, in the account's unit.
    ///   - decimals: of the account's unit.
    ///   - author: who does it, for the record; the database adds its role.
    ///   - reason: for the record.
    /// - Throws: `PostgresError`; nothing has changed then.
    public func correct(
        _ account: Int64, within threshold: DecimalAmount, decimals: UInt8, author: String, reason: String
    ) async throws -> Correction {
        try await connection.withTransaction { connection in
            // Everybody who moves money on the account waits here; what is read afterwards is complete.
            try await connection.run(
                Statement("SELECT id FROM accounts WHERE id = $1::bigint FOR UPDATE", [.int64(account)]))
            guard let difference = try await Reconciliation(connection).differences(in: [account]).first else {
                return .notNeeded
            }
            guard difference.isWithin(threshold, decimals: decimals) else { return .tooLarge(difference) }
            let (stored, right) = (difference.stored, difference.recomputed)
            try await connection.run([
                Statement(
                    Self.update,
                    [.int64(account), .int64(right.posted), .int64(right.held), .int64(right.entries)]),
                Statement(
                    Self.record,
                    [
                        .int64(account), .text(author), .text(reason), .int64(stored.posted), .int64(stored.held),
                        .int64(stored.entries), .int64(right.posted), .int64(right.held), .int64(right.entries),
                    ]),
            ])
            return .corrected(difference)
        }
    }

    private static let columns = """
        SELECT account.id, account.unit, account.posted, account.held, account.entry_seq,
            least(greatest(coalesce(entry.posted, 0), -9223372036854775808), 9223372036854775807)::bigint,
            least(greatest(coalesce(hold.held, 0), -9223372036854775808), 9223372036854775807)::bigint,
            coalesce(entry.number, 0)
        FROM accounts AS account
        """

    private static let differing = """
        (account.posted, account.held, account.entry_seq)
            IS DISTINCT FROM (coalesce(entry.posted, 0), coalesce(hold.held, 0), coalesce(entry.number, 0))
        """

    private static let entrySums = "SELECT account_id, sum(amount) AS posted, count(*) AS number FROM entries"
    private static let holdSums = """
        SELECT account_id, sum(amount::numeric - captured - released) AS held FROM holds
        """

    private static let ofAll = """
        \(columns)
        LEFT JOIN (\(entrySums) GROUP BY account_id) AS entry ON entry.account_id = account.id
        LEFT JOIN (\(holdSums) WHERE state = 'pending' GROUP BY account_id) AS hold ON hold.account_id = account.id
        WHERE \(differing) ORDER BY account.id
        """

    private static let ofSome = """
        \(columns)
        LEFT JOIN LATERAL (\(entrySums) WHERE account_id = account.id GROUP BY account_id) AS entry ON true
        LEFT JOIN LATERAL (
            \(holdSums) WHERE state = 'pending' AND account_id = account.id GROUP BY account_id
        ) AS hold ON true
        WHERE account.id = ANY($1::bigint[]) AND \(differing) ORDER BY account.id
        """

    private static let update = """
        UPDATE accounts SET posted = $2::bigint, held = $3::bigint, entry_seq = $4::bigint, version = version + 1,
            shortfall = CASE WHEN is_limited THEN greatest(0, $3::bigint - $2::bigint - overdraft_limit) ELSE 0 END
        WHERE id = $1::bigint
        """

    private static let record = """
        INSERT INTO balance_corrections (account_id, corrected_by, reason, version, stored_posted, stored_held,
            stored_entry_seq, posted, held, entry_seq)
        SELECT $1::bigint, current_user || ', ' || $2::text, $3::text, version, $4::bigint, $5::bigint, $6::bigint, $7::bigint,
            $8::bigint, $9::bigint
        FROM accounts WHERE id = $1::bigint
        """
}
