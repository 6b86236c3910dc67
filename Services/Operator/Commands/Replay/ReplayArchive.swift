import ArgumentParser
import EventReplay
import Foundation
import Postgres

/// Makes the ledger again from archived events alone.
struct ReplayArchive: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "archive",
        abstract: "Make the ledger again from archived events, in an empty database.",
        discussion: """
            Reads an archive that kauri events archive has made from the first event on, and writes units, parties, accounts, transactions, entries, holds \
            and requests into an empty database that kauri migrate has prepared; all of it or nothing. Events are put into the order of \
            their decision; an account's versions must come without a gap. What events tell of balances is compared with what the \
            legs add up to, and the first event that does not agree is named.

            Events never carry names, telephone numbers, numbers of bank accounts and what fingerprints were made of. So those are not made again, nor are \
            outcomes: the new database knows no message id. Bank accounts, payout schedules, limits and flags are left out.

            With --compare-with every account is then compared with the original's: what is posted and held, its limit and status, \
            and the version where it has a limit. Nothing should be decided there meanwhile.
            """)

    @Argument(help: ArgumentHelp("The archive's folder.", valueName: "folder"))
    var archive: String

    @Option(
        help: ArgumentHelp(
            "The empty database, in place of KAURI_REPLAY_DATABASE_URL; other users of the machine can read it.",
            valueName: "url"))
    var into: String?

    @Flag(help: "Compare with the original, DATABASE_URL or --database.")
    var compare = false

    @Option(help: ArgumentHelp("Compare with this database.", valueName: "url"))
    var compareWith: String?

    @Flag(help: "Print the result as JSON.")
    var json = false

    func execute() async throws {
        let target = try Settings.database(Settings.value(into, "KAURI_REPLAY_DATABASE_URL", "--into")).unhurried
        let original =
            compare || compareWith != nil
            ? try Settings.database(Settings.value(compareWith, "DATABASE_URL", "--compare-with")).unhurried : nil
        let index = try ArchiveIndex(URL(filePath: archive, directoryHint: .isDirectory))
        var report = try await withDatabase(target) { connection in
            var rebuilding = Rebuilding(connection)
            return try await rebuilding.run(index)
        }
        if let original {
            let difference = try await withDatabase(target) { made in
                try await withDatabase(original) { try await LedgerComparison(made: made, original: $0).run() }
            }
            report.compared = difference.accounts
            report.difference = difference.first
        }
        if json { try Terminal.json(report) } else { Terminal.result(report.text) }
        if let difference = report.difference { throw OperatorFailure(.wrong, "the ledgers differ: \(difference)") }
    }
}

/// What a rebuilding came to.
struct ReplayReport: Encodable {
    var events = 0
    /// Events that the archive has more than once.
    var repeated = 0
    var parties = 0
    var accounts = 0
    var transactions = 0
    var entries = 0
    var holds = 0
    var requests = 0
    var seconds = 0.0
    /// Accounts that were compared with the original; nil where it was not asked for.
    var compared: Int?
    /// The first difference; nil where there is none.
    var difference: String?

    var text: String {
        var table = Table([("made again", .left), ("", .right)])
        for (name, count) in [
            ("events", events), ("parties", parties), ("accounts", accounts), ("transactions", transactions),
            ("entries", entries), ("holds", holds), ("requests", requests),
        ] {
            table.add([name, Terminal.grouped(count)])
        }
        guard let compared else { return table.text }
        let verdict =
            difference.map { "WRONG: \($0)" } ?? "every one of \(Terminal.grouped(compared)) accounts is the same"
        return "\(table.text)\n  \(verdict)"
    }
}
