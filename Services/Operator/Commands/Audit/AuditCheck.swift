import ArgumentParser
import LedgerAudit

/// Holds the database against checkpoints.
struct AuditCheck: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Hold the database against signed checkpoints: exit status 1 where a link is gone or another one.",
        discussion: """
            Looks up the links of the checkpoints, which takes a moment; that the links are right all the way back to the first one, and that
            all rows are what was hashed, is what `kauri verify` proves.
            """)

    @OptionGroup var database: DatabaseOptions

    @Argument(help: "Files of `kauri audit export`.")
    var files: [String]

    @Option(help: ArgumentHelp("The public key that `kauri audit keygen` printed.", valueName: "key"))
    var key: String

    @Flag(help: "Print the result as JSON.")
    var json = false

    private struct Result: Encodable {
        let file: String
        let takenAt: String
        let chains: Int
        let problems: [String]
    }

    func execute() async throws {
        let verifier = try SignedCheckpoint.verifier(key)
        let checkpoints = try files.map { file in (file, try SignedCheckpoint.read(file, verifier)) }
        let results = try await withDatabase(database.configuration()) { connection in
            var results: [Result] = []
            for (file, checkpoint) in checkpoints {
                let problems = try await checkpoint.differences(on: connection).map(\.description)
                results.append(
                    Result(
                        file: file, takenAt: checkpoint.takenAt, chains: checkpoint.heads.count, problems: problems))
            }
            return results
        }
        if json {
            try Terminal.json(results)
        } else {
            for result in results {
                let verdict = result.problems.isEmpty ? "all there" : result.problems.joined(separator: "; ")
                Terminal.result("\(result.file): \(result.takenAt), \(result.chains) chains: \(verdict)")
            }
        }
        guard results.allSatisfy(\.problems.isEmpty) else {
            throw OperatorFailure(
                .wrong, "the database is not what was signed",
                advice: "Stop writing to it, keep a copy, and run: kauri verify")
        }
    }
}
