import ArgumentParser
import BookingDay
import Postgres

/// Adds up all accounts and all entries; both must be zero in every currency.
struct TrialBalance: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "trial-balance",
        abstract: "Add up all accounts and all entries: zero in every currency, or exit status 1.",
        discussion: "One snapshot of the database; reads every entry, which takes a few seconds for ten million.")

    @OptionGroup var database: DatabaseOptions

    @Flag(help: "Print the result as JSON.")
    var json = false

    func execute() async throws {
        let sums = try await withDatabase(database.configuration().unhurried) { connection in
            let results = try await connection.run([
                Statement(once: "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"), Statement(once: Self.accounts),
                Statement(once: Self.entries), .commit,
            ])
            return try TrialSums(accounts: results[1], entries: results[2])
        }
        if json { try Terminal.json(sums.report) } else { Terminal.result(sums.text) }
        guard sums.isBalanced else {
            throw OperatorFailure(.wrong, "the ledger does not balance", advice: "See the lines that are not zero.")
        }
    }

    private static let accounts = """
        SELECT unit.code, unit.decimals, CASE WHEN account.owner IS NULL THEN account.kind ELSE 'wallets' END AS holder,
            count(*), sum(account.posted)::text, sum(account.held)::text
        FROM accounts AS account JOIN units AS unit ON unit.number = account.unit
        GROUP BY unit.code, unit.decimals, holder
        HAVING bool_or(account.version > 0 OR account.posted <> 0)
        ORDER BY unit.code, bool_or(account.owner IS NOT NULL), holder
        """

    private static let entries = """
        SELECT unit.code, unit.decimals, count(*), sum(entry.amount)::text
        FROM entries AS entry JOIN units AS unit ON unit.number = entry.unit
        GROUP BY unit.code, unit.decimals ORDER BY unit.code
        """
}

/// The sums of a trial balance.
struct TrialSums {
    struct Line: Encodable {
        let currency: String
        let name: String
        let accounts: Int64
        let posted: String
        let held: String
    }

    struct Total: Encodable {
        let currency: String
        let accounts: String
        let entries: String
        let entryCount: Int64
        let isZero: Bool
    }

    struct Report: Encodable {
        let lines: [Line]
        let totals: [Total]
        let balanced: Bool
    }

    let report: Report

    init(accounts: QueryResult, entries: QueryResult) throws {
        var lines: [Line] = []
        var sums: [String: (decimals: UInt8, accounts: Int128, entries: Int128, count: Int64)] = [:]
        for row in accounts {
            let (code, decimals) = (try row.text(0), UInt8(try row.int16(1)))
            let posted = try Self.number(row.text(4))
            sums[code, default: (decimals, 0, 0, 0)].accounts += posted
            lines.append(
                Line(
                    currency: code, name: try row.text(2), accounts: try row.int64(3),
                    posted: posted.decimalText(decimals: decimals),
                    held: try Self.number(row.text(5)).decimalText(decimals: decimals)))
        }
        for row in entries {
            let (code, decimals) = (try row.text(0), UInt8(try row.int16(1)))
            sums[code, default: (decimals, 0, 0, 0)].entries += try Self.number(row.text(3))
            sums[code]?.count += try row.int64(2)
        }
        let totals = sums.sorted { $0.key < $1.key }.map { code, sum in
            Total(
                currency: code, accounts: sum.accounts.decimalText(decimals: sum.decimals),
                entries: sum.entries.decimalText(decimals: sum.decimals), entryCount: sum.count,
                isZero: sum.accounts == 0 && sum.entries == 0)
        }
        report = Report(lines: lines, totals: totals, balanced: totals.allSatisfy(\.isZero))
    }

    var isBalanced: Bool { report.balanced }

    var text: String {
        guard !report.lines.isEmpty else { return "the ledger is empty" }
        var table = Table([
            ("", .left), ("accounts", .right), ("posted", .right), ("held", .right), ("", .left), ("", .left),
        ])
        for total in report.totals {
            for line in report.lines where line.currency == total.currency {
                table.add([line.name, Terminal.grouped(line.accounts), line.posted, line.held, line.currency])
            }
            table.add(["sum of accounts", "", total.accounts, "", total.currency, total.isZero ? "ok" : "NOT ZERO"])
            table.add(["sum of \(Terminal.grouped(total.entryCount)) entries", "", total.entries, "", total.currency])
        }
        return table.text
    }

    private static func number(_ text: String) throws -> Int128 {
        guard let number = Int128(text) else { throw OperatorFailure(.wrong, "the database gave no number: \(text)") }
        return number
    }
}
