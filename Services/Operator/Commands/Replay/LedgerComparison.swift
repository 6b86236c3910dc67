import Contracts
import Postgres

/// Holds every account of a rebuilt ledger against the original's.
struct LedgerComparison {
    let made: PostgresConnection
    let original: PostgresConnection

    private static let pageSize = 5_000

    /// - Returns: how many accounts were compared, and the first difference; nil where there is none.
    func run() async throws -> (accounts: Int, first: String?) {
        var compared = 0
        var position: Int64 = 0
        var progress = Progress("comparison")
        while true {
            let (left, right) = (try await page(made, after: position), try await page(original, after: position))
            for index in 0..<max(left.count, right.count) {
                let (one, other) = (index < left.count ? left[index] : nil, index < right.count ? right[index] : nil)
                if let difference = Self.difference(one, other) {
                    progress.end("\(Terminal.grouped(compared)) accounts are the same, then one is not")
                    return (compared, difference)
                }
                compared += 1
            }
            progress.show(compared, "accounts")
            guard let last = left.last, left.count == Self.pageSize else { break }
            position = last.id
        }
        progress.end("\(Terminal.grouped(compared)) accounts are the same")
        return (compared, nil)
    }

    /// Nil where both are the same; else the account's name, and what each says of it.
    private static func difference(_ made: Line?, _ original: Line?) -> String? {
        switch (made, original) {
        case (let made?, let original?) where made.id == original.id:
            guard made != original else { return nil }
            return "\(original.name) has \(original.text) in the original, and \(made.text) by its events"
        case (let made?, let original?):
            return made.id < original.id
                ? "\(made.name) is not in the original" : "\(original.name) is in the original only"
        case (let made?, nil): return "\(made.name) is not in the original"
        case (nil, let original?): return "\(original.name) is in the original only"
        case (nil, nil): return nil
        }
    }

    /// An account as it is compared: of one without a limit events tell no version.
    private struct Line: Equatable {
        let id: Int64
        let owner: String?
        let kind: String
        let unit: String
        let status: String
        let isLimited: Bool
        let posted: Int64
        let held: Int64
        let overdraftLimit: Int64
        let version: Int64

        init(_ row: Row) throws {
            id = try row.int64(0)
            owner = try row.optionalText(1)
            kind = try row.text(2)
            unit = try row.text(3)
            status = try row.text(4)
            isLimited = try row.bool(5)
            posted = try row.int64(6)
            held = try row.int64(7)
            overdraftLimit = isLimited ? try row.int64(8) : 0
            version = isLimited ? try row.int64(9) : 0
        }

        var name: String {
            owner.map { "\(AccountID(number: id)) (\($0) \(kind) \(unit))" } ?? "\(kind):\(unit)"
        }

        /// In minor units.
        var text: String {
            let limit = isLimited ? "limit \(overdraftLimit), version \(version)" : "no limit"
            return "posted \(posted), held \(held), \(limit), \(status), in \(unit)"
        }
    }

    private func page(_ connection: PostgresConnection, after position: Int64) async throws -> [Line] {
        try await connection.run(
            Statement(
                """
                SELECT account.id, account.owner, account.kind, unit.code, account.status, account.is_limited, account.posted,
                    account.held, account.overdraft_limit, account.version
                FROM accounts AS account JOIN units AS unit ON unit.number = account.unit
                WHERE account.id > $1::bigint ORDER BY account.id LIMIT \(Self.pageSize)
                """, [.int64(position)])
        ).map { try Line($0) }
    }
}
