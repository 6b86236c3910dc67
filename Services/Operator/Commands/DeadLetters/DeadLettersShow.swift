import ArgumentParser
import Contracts
import Foundation
import RabbitMQ

/// Shows one letter whole.
struct DeadLettersShow: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a dead letter with its body and the headers that its publisher gave it.")

    @Argument(help: ArgumentHelp("The id that list shows.", valueName: "id"))
    var id: String

    @OptionGroup var broker: BrokerOptions

    @Flag(help: "Print the result as JSON.")
    var json = false

    /// An id may be there more than once, and a hostile sender could use it for everything.
    private static let most = 100

    func execute() async throws {
        var found: [DeadLetter] = []
        var count = 0
        try await withDeadLetters(
            try broker.configuration(named: "kauri dead-letters"),
            bodyBytes: DeadLetterReading.mostBytes / DeadLetterReading.most
        ) { reading in
            try await reading.forEach("reading dead letters") { letter, _ in
                guard letter.id == id else { return }
                count += 1
                if found.count < Self.most { found.append(letter) }
            }
        }
        guard count > 0 else { throw OperatorFailure(.wrong, "there is no dead letter \(Terminal.printable(id))") }
        // Most letters are short; for a long one the queue is read again, with room for it.
        if found.contains(where: { $0.size > UInt64($0.body.count) }) { found = try await whole(found) }
        let views = found.map { DeadLetterView($0) }
        if json {
            Terminal.result(
                Answer.json(
                    .object(
                        JSONObject(uniqueMembers: [
                            .init(key: "letters", value: .array(views.map(\.json)))
                        ]))))
        } else {
            Terminal.result(views.map(\.text).joined(separator: "\n\n"))
        }
        if count > found.count { Terminal.note("kauri: \(count - found.count) more letters have this id") }
    }

    private func whole(_ cut: [DeadLetter]) async throws -> [DeadLetter] {
        var plan = DeadLetterBodies()
        try await withDeadLetters(try broker.configuration(named: "kauri dead-letters")) { reading in
            try await reading.forEach("measuring dead letters") { letter, _ in plan.add(letter.size) }
        }
        var found: [DeadLetter] = []
        try await withDeadLetters(
            try broker.configuration(named: "kauri dead-letters"), bodyBytes: plan.limit
        ) { reading in
            try await reading.forEach("reading dead letters") { letter, _ in
                if letter.id == id, found.count < cut.count { found.append(letter) }
            }
        }
        return found
    }
}

/// Finds how much of each body can be kept when all letters are read at once.
struct DeadLetterBodies {
    /// No message at all is longer than this at a broker with its usual settings.
    private static let longest = 128 << 20
    private var sizes: [UInt64] = []

    mutating func add(_ size: UInt64) { sizes.append(size) }

    /// The largest bound on single bodies under which all together keep to ``DeadLetterReading/mostBytes``.
    var limit: Int {
        var left = UInt64(DeadLetterReading.mostBytes)
        var others = UInt64(sizes.count)
        for size in sizes.sorted() {
            guard size * others > left else {
                left -= size
                others -= 1
                continue
            }
            return Int(left / others)
        }
        return Self.longest
    }
}
