import ArgumentParser

/// Measures a running stack.
struct Bench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measure a running stack from outside.",
        subcommands: [BenchLedger.self, BenchReads.self, BenchVerify.self, BenchMessaging.self, BenchEcho.self])
}
