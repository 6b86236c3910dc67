import ArgumentParser
import Postgres

/// Rebuilds balances from what happened, and compares.
struct ReplayFromJournal: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal",
        abstract: "Rebuild all balances from the journal into a shadow table, and compare: equal, or exit status 1.",
        discussion: """
            Every account starts at nothing in a temporary table, gets all entries and pending holds, and is then compared \
            with the ledger: one line for each unit. The ledger itself is not changed, and goes on working.
            """)

    @OptionGroup var database: DatabaseOptions

    @Flag(help: "Print the result as JSON.")
    var json = false

    func execute() async throws {
        let result = try await withDatabase(database.configuration().unhurried) { try await JournalReplay($0).run() }
        if json { try Terminal.json(result) } else { Terminal.result(result.text) }
        guard result.isEqual else {
            throw OperatorFailure(
                .wrong, "the rebuilt balances are not those of the ledger",
                advice: "kauri reconcile names the accounts.")
        }
    }
}
