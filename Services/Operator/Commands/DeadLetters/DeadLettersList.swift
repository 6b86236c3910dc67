import ArgumentParser
import RabbitMQ

/// Counts the dead letters by reason and tells the newest or oldest.
struct DeadLettersList: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Count the dead letters by reason, and show the newest.")

    @OptionGroup var broker: BrokerOptions

    @Option(help: ArgumentHelp("Only letters with this reason.", valueName: "reason"))
    var reason: String?

    @Option(help: ArgumentHelp("Show at most so many letters one by one; 0 shows the sums alone.", valueName: "n"))
    var limit = 20

    @Flag(help: "Show the oldest letters, not the newest.")
    var oldest = false

    @Flag(help: "Print the result as JSON.")
    var json = false

    func validate() throws {
        guard (0...10_000).contains(limit) else { throw ValidationError("--limit is 0 to 10,000") }
    }

    func execute() async throws {
        var survey = DeadLetterSurvey(limit: limit, oldest: oldest)
        let waiting = try await withDeadLetters(try broker.configuration(named: "kauri dead-letters")) { reading in
            try await reading.forEach("reading dead letters") { letter, _ in
                if reason == nil || reason == letter.reason { survey.add(letter) }
            }
            return reading.waiting
        }
        let unread = max(0, waiting - DeadLetterReading.most)
        if json {
            try Terminal.json(DeadLetterReport(survey, waiting: waiting, unread: unread))
            return
        }
        guard survey.count > 0 else {
            Terminal.result("there are none")
            return
        }
        Terminal.result(survey.table)
        if !survey.letters.isEmpty { Terminal.result("\n\(DeadLetterLine.table(survey.letters))") }
        if survey.letters.count < survey.count, limit > 0 {
            Terminal.note(
                "kauri: these are the \(oldest ? "oldest" : "newest") of \(Terminal.grouped(survey.count)); see --limit"
            )
        }
        if unread > 0 {
            Terminal.note("kauri: \(Terminal.grouped(unread)) more letters wait behind those and were not read")
        }
    }
}

/// The list for machines.
struct DeadLetterReport: Encodable {
    struct Sum: Encodable {
        let reason: String
        let count: Int
        let first: String?
        let last: String?
    }

    /// How many letters the queue has.
    let waiting: Int
    /// How many of them lie beyond one look.
    let unread: Int
    let reasons: [Sum]
    let letters: [DeadLetterLine]

    init(_ survey: DeadLetterSurvey, waiting: Int, unread: Int) {
        self.waiting = waiting
        self.unread = unread
        reasons = survey.sums.sorted { $0.key < $1.key }.map {
            Sum(reason: $0.key, count: $0.value.count, first: $0.value.first, last: $0.value.last)
        }
        letters = survey.letters
    }
}
