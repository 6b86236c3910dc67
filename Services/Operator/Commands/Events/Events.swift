import ArgumentParser

/// What the ledger has announced.
struct Events: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Keep the ledger's events, and publish them again.",
        subcommands: [EventsArchive.self, EventsRepublish.self])
}
