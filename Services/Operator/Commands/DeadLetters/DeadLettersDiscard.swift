import ArgumentParser
import Foundation
import RabbitMQ

/// Takes letters away for good.
struct DeadLettersDiscard: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "discard",
        abstract: "Delete dead letters for good, after asking.",
        discussion:
            "Prints what was deleted. Nobody has them after that: show them first, or keep the output of show --json.")

    @OptionGroup var choice: DeadLetterChoice
    @OptionGroup var broker: BrokerOptions

    @Flag(help: "Do not ask.")
    var yes = false

    @Flag(help: "Print the result as JSON.")
    var json = false

    func validate() throws {
        guard yes || isatty(STDIN_FILENO) == 1 else {
            throw ValidationError("nobody can be asked here: give --yes")
        }
    }

    func execute() async throws {
        var lines: [DeadLetterLine] = []
        var tags: [UInt64] = []
        var marks: Set<DeadLetter.Mark> = []
        let configuration = try broker.configuration(named: "kauri dead-letters")
        try await withDeadLetters(configuration) { reading in
            try await reading.forEach("reading dead letters") { letter, tag in
                guard choice.contains(letter) else { return }
                lines.append(DeadLetterLine(letter))
                marks.insert(DeadLetter.Mark(letter))
                tags.append(tag)
            }
            guard !tags.isEmpty else { return }
            guard yes || Self.agrees(lines) else {
                throw OperatorFailure(.wrong, "nothing was discarded")
            }
            // Those that were counted, and none that came since.
            try await reading.acknowledge(tags)
        }
        try await DeadLetterReading.settle(configuration, marks)
        if json {
            try Terminal.json(["discarded": lines])
        } else {
            Terminal.result(lines.isEmpty ? "there are none" : DeadLetterLine.table(lines))
            if !lines.isEmpty { Terminal.note("kauri: \(Terminal.grouped(lines.count)) discarded") }
        }
        try choice.tellMissing(from: Set(lines.map(\.id)))
    }

    private static func agrees(_ lines: [DeadLetterLine]) -> Bool {
        Terminal.note(DeadLetterLine.table(Array(lines.prefix(20))))
        if lines.count > 20 { Terminal.note("  … and \(Terminal.grouped(lines.count - 20)) more") }
        Terminal.draw(
            "Delete \(lines.count == 1 ? "this letter" : "these \(Terminal.grouped(lines.count)) letters")? [y/N] ")
        return ["y", "yes"].contains(readLine()?.lowercased())
    }
}

extension DeadLetterChoice {
    /// Ends with a failure where an id was asked for that no letter has.
    func tellMissing(from found: Set<String>) throws {
        let missing = missing(from: found)
        guard !missing.isEmpty else { return }
        throw OperatorFailure(
            .wrong, "there is no dead letter \(missing.map { Terminal.printable($0) }.joined(separator: ", "))")
    }
}
