import ArgumentParser

/// The hosts' payouts.
struct Payouts: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Pay out the hosts who are due.", subcommands: [PayoutsRun.self])
}
