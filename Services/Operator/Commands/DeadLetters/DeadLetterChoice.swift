import ArgumentParser

/// Which letters are meant.
struct DeadLetterChoice: ParsableArguments {
    @Argument(help: ArgumentHelp("Letters by the id that list shows.", valueName: "id"))
    var ids: [String] = []

    @Option(help: ArgumentHelp("All letters with this reason.", valueName: "reason"))
    var reason: String?

    @Flag(help: "All letters.")
    var all = false

    func validate() throws {
        let ways = [!ids.isEmpty, reason != nil, all].count { $0 }
        guard ways == 1 else { throw ValidationError("give ids, or --reason, or --all") }
    }

    func contains(_ letter: DeadLetter) -> Bool {
        all || reason.map { $0 == letter.reason } ?? ids.contains(letter.id)
    }

    /// The ids that are asked for and not among those found.
    func missing(from found: Set<String>) -> [String] { ids.filter { !found.contains($0) } }
}
