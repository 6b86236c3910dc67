import BookingDay
import Contracts
import Postgres

/// What the database says about a day, asked in SQL that shares nothing with the service's own.
struct DayInDatabase {
    /// Sums over the legs of all transactions that touch a wallet of the day.
    let totals: ControlTotals
    /// Committed outcomes of the day's commands.
    let committed: Int
    /// Refused outcomes of the day's commands.
    let refused: Int
    /// Wallets whose balance is not the sum of their entries.
    let wrongWallets: Int
    /// Wallets on which something is still held.
    let heldWallets: Int

    /// - Parameter subject: in whose name the commands were sent.
    init(_ connection: PostgresConnection, day: DayName, subject: String) async throws {
        let owners: [Parameter] = [.text(day.owners.from), .text(day.owners.before)]
        let results = try await connection.run([
            Statement(once: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
            Statement(once: Self.legs, owners),
            Statement(
                once: Self.outcomes, [.text(subject), .text(day.messageIDs.from), .text(day.messageIDs.before)]),
            Statement(once: Self.wallets, owners), .commit,
        ])
        var totals = ControlTotals()
        for row in results[1] {
            guard let role = try Self.role(of: row, day: day), let sum = Int128(try row.text(4)) else { continue }
            totals.add(
                .init(legs: Int(try row.int64(3)), minorUnits: sum),
                to: .init(type: try row.text(0), role: role, currency: try row.text(2)))
        }
        self.totals = totals
        committed = Int(try results[2][0].int64(0))
        refused = Int(try results[2][0].int64(1))
        wrongWallets = Int(try results[3][0].int64(0))
        heldWallets = Int(try results[3][0].int64(1))
    }

    private static func role(of row: Row, day: DayName) throws -> AccountRole? {
        let holder = try row.text(1)
        return AccountRole(rawValue: holder) ?? day.role(ofOwner: "\(holder):")
    }

    private static let legs = """
        WITH day AS (
            SELECT DISTINCT entry.transaction_id
            FROM accounts AS account JOIN entries AS entry ON entry.account_id = account.id
            WHERE account.owner >= $1 AND account.owner < $2
        )
        SELECT transaction.type,
            CASE WHEN account.owner IS NULL THEN account.kind
                ELSE split_part(account.owner, ':', 1) || ':' || split_part(account.owner, ':', 2) END AS holder,
            unit.code, count(*), sum(entry.amount)::text
        FROM day
        JOIN transactions AS transaction ON transaction.id = day.transaction_id
        JOIN entries AS entry ON entry.transaction_id = day.transaction_id
        JOIN accounts AS account ON account.id = entry.account_id
        JOIN units AS unit ON unit.number = entry.unit
        GROUP BY transaction.type, holder, unit.code
        """

    private static let outcomes = """
        SELECT count(*) FILTER (WHERE is_committed), count(*) FILTER (WHERE NOT is_committed)
        FROM outcomes WHERE subject = $1 AND message_id >= $2 AND message_id < $3
        """

    private static let wallets = """
        SELECT count(*) FILTER (WHERE posted <> folded), count(*) FILTER (WHERE held <> 0)
        FROM (
            SELECT account.posted, account.held,
                coalesce((SELECT sum(amount) FROM entries WHERE account_id = account.id), 0) AS folded
            FROM accounts AS account WHERE account.owner >= $1 AND account.owner < $2
        ) AS wallet
        """
}
