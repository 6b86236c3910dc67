import ArgumentParser

/// The ledger made again from what it has written.
struct Replay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make the ledger again from its records, and compare.",
        subcommands: [ReplayFromJournal.self, ReplayArchive.self])
}
