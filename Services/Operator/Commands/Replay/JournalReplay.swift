import BookingDay
import Postgres

/// Applies the journal to accounts that start at nothing, in a table of this session alone.
struct JournalReplay {
    private let connection: PostgresConnection

    init(_ connection: PostgresConnection) { self.connection = connection }

    /// - Throws: `PostgresError`; what differs is in the result.
    func run() async throws -> ReplayResult {
        let steps = [
            ("accounts", Self.accounts), ("entries", Self.entries), ("holds", Self.holds),
        ]
        // One snapshot for all of it: what is committed meanwhile is seen by no step.
        try await connection.run(Statement(once: "BEGIN ISOLATION LEVEL REPEATABLE READ"))
        for (name, sql) in steps {
            let progress = Progress("replaying \(name)")
            let rows = try await connection.run(Statement(once: sql)).affectedRows
            progress.end(Terminal.grouped(rows))
        }
        let lines = try await connection.run(Statement(once: Self.comparison)).map { try ReplayResult.Line($0) }
        try await connection.rollback()
        return ReplayResult(units: lines)
    }

    private static let accounts = """
        CREATE TEMPORARY TABLE replayed_accounts ON COMMIT DROP AS
        SELECT id, 0::bigint AS posted, 0::bigint AS held, 0::bigint AS entry_seq FROM accounts
        """

    private static let entries = """
        UPDATE replayed_accounts AS replayed SET posted = entry.posted, entry_seq = entry.number
        FROM (SELECT account_id, sum(amount)::bigint AS posted, count(*) AS number FROM entries GROUP BY account_id) AS entry
        WHERE replayed.id = entry.account_id
        """

    private static let holds = """
        UPDATE replayed_accounts AS replayed SET held = hold.held
        FROM (
            SELECT account_id, sum(amount - captured - released)::bigint AS held FROM holds WHERE state = 'pending'
            GROUP BY account_id
        ) AS hold WHERE replayed.id = hold.account_id
        """

    private static let comparison = """
        SELECT unit.code, unit.decimals, count(*), coalesce(sum(account.entry_seq), 0)::bigint,
            count(*) FILTER (WHERE (account.posted, account.held, account.entry_seq)
                IS DISTINCT FROM (replayed.posted, replayed.held, replayed.entry_seq)),
            sum(account.posted)::text, sum(replayed.posted)::text, sum(account.held)::text, sum(replayed.held)::text
        FROM accounts AS account JOIN units AS unit ON unit.number = account.unit
        LEFT JOIN replayed_accounts AS replayed ON replayed.id = account.id
        GROUP BY unit.code, unit.decimals
        HAVING bool_or(account.version > 0 OR account.posted <> 0 OR replayed.posted <> 0)
        ORDER BY unit.code
        """
}

/// What a replay has come to, unit by unit; amounts are decimal texts.
struct ReplayResult: Encodable {
    struct Line: Encodable {
        let currency: String
        let accounts: Int64
        let entries: Int64
        let different: Int64
        let posted: String
        let replayedPosted: String
        let held: String
        let replayedHeld: String

        init(_ row: Row) throws {
            let decimals = UInt8(clamping: try row.int16(1))
            func amount(_ column: Int) throws -> String {
                (Int128(try row.optionalText(column) ?? "0") ?? 0).decimalText(decimals: decimals)
            }
            currency = try row.text(0)
            accounts = try row.int64(2)
            entries = try row.int64(3)
            different = try row.int64(4)
            posted = try amount(5)
            replayedPosted = try amount(6)
            held = try amount(7)
            replayedHeld = try amount(8)
        }
    }

    let units: [Line]

    var isEqual: Bool { units.allSatisfy { $0.different == 0 } }

    var text: String {
        guard !units.isEmpty else { return "the ledger is empty" }
        var table = Table([
            ("", .left), ("accounts", .right), ("entries", .right), ("posted", .right), ("replayed", .right),
            ("held", .right), ("replayed", .right), ("", .left),
        ])
        for unit in units {
            table.add([
                unit.currency, Terminal.grouped(unit.accounts), Terminal.grouped(unit.entries), unit.posted,
                unit.replayedPosted, unit.held, unit.replayedHeld,
                unit.different == 0 ? "equal" : "\(Terminal.grouped(unit.different)) DIFFERENT",
            ])
        }
        return table.text
    }
}
