import Postgres

/// Walks through all accounts in small statements, none of which reads more than ``mostEntries`` entries, so that it can go beside the ledger's work.
///
/// An account's row and the number of its last entry are read at one moment; the entries up to that one never change, and can be added up
/// later and in parts.
public struct BalanceWalk: Sendable {
    /// What is true for all accounts of a page.
    public struct Page: Sendable {
        /// How many accounts were looked at.
        public var accounts = 0
        /// Those whose stored balance is wrong.
        public var differences: [BalanceDifference] = []
        /// Where to go on; nil at the end.
        public var next: Int64?
    }

    /// How many entries a statement reads at the most.
    public static let mostEntries: Int64 = 20_000
    /// How many accounts a page has.
    public static let pageSize = 200

    /// An account that is being added up.
    struct Account {
        let number: Int64
        let unit: Int16
        let stored: AccountBalance
        let held: Int64
        /// Entries beyond what the row knows of are wrong too.
        let last: Int64
        var posted: Int64 = 0
        var entries: Int64 = 0
    }

    /// Runs a statement; the walk neither holds a connection nor hurries.
    public typealias Run = @Sendable (Statement) async throws -> QueryResult

    private let run: Run

    public init(run: @escaping Run) { self.run = run }

    /// Looks at the accounts after a number.
    public func page(after start: Int64) async throws -> Page {
        var accounts = try await run(
            Statement(Self.accounts, [.int64(start), .int64(Int64(Self.pageSize))])
        ).map { row in
            Account(
                number: try row.int64(0), unit: try row.int16(1),
                stored: AccountBalance(posted: try row.int64(2), held: try row.int64(3), entries: try row.int64(4)),
                held: try row.int64(5), last: try row.int64(6))
        }
        for parts in Self.parts(of: accounts.map(\.last)) {
            let sums = try await run(
                Statement(
                    Self.sums,
                    [
                        .int64Array(parts.map { accounts[$0.account].number }),
                        .int64Array(parts.map(\.range.lowerBound)), .int64Array(parts.map(\.range.upperBound)),
                    ]))
            for (part, row) in zip(parts, sums) {
                accounts[part.account].posted &+= try row.int64(0)
                accounts[part.account].entries += try row.int64(1)
            }
        }
        return Page(
            accounts: accounts.count, differences: accounts.compactMap(\.difference),
            next: accounts.count == Self.pageSize ? accounts.last?.number : nil)
    }

    /// A stretch of an account's entries: those after the lower and up to the upper bound.
    struct Part: Hashable {
        let account: Int
        let range: Range<Int64>
    }

    /// Divides the entries of some accounts into statements that read a bounded number.
    ///
    /// - Parameter lengths: the number of the last entry of each account.
    static func parts(of lengths: [Int64]) -> [[Part]] {
        var statements: [[Part]] = []
        var present: [Part] = []
        var room = mostEntries
        for (account, length) in lengths.enumerated() {
            var start: Int64 = 0
            while start < length {
                let end = min(length, start + room)
                present.append(Part(account: account, range: start..<end))
                room -= end - start
                start = end
                if room == 0 {
                    statements.append(present)
                    present = []
                    room = mostEntries
                }
            }
        }
        return present.isEmpty ? statements : statements + [present]
    }

    private static let accounts = """
        SELECT id, unit, posted, held, entry_seq,
            coalesce((SELECT sum(amount - captured - released) FROM holds
                WHERE holds.account_id = accounts.id AND state = 'pending'), 0)::bigint,
            coalesce((SELECT max(sequence) FROM entries WHERE entries.account_id = accounts.id), 0)
        FROM accounts WHERE id > $1::bigint ORDER BY id LIMIT $2::bigint
        """

    private static let sums = """
        SELECT coalesce(sum.posted, 0)::bigint, sum.number
        FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) WITH ORDINALITY AS part (account, after, through, place),
            LATERAL (
                SELECT sum(amount) AS posted, count(*) AS number FROM entries
                WHERE account_id = part.account AND sequence > part.after AND sequence <= part.through
            ) AS sum
        ORDER BY part.place
        """
}

extension BalanceWalk.Account {
    fileprivate var difference: BalanceDifference? {
        let recomputed = AccountBalance(posted: posted, held: held, entries: entries)
        guard recomputed != stored || last != entries else { return nil }
        return BalanceDifference(account: number, unit: unit, stored: stored, recomputed: recomputed)
    }
}
