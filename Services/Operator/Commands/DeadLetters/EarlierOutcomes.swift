import Contracts
import RabbitMQ

/// Asks the ledger whether it has decided the commands of a letter already, for the one who sent them first.
struct EarlierOutcomes: Sendable {
    private let client: QueryClient

    /// How many questions may be on their way.
    private static let window = 32

    init(_ configuration: BrokerConfiguration, patience: Duration) {
        client = QueryClient(configuration, timeout: patience)
    }

    func close() async { await client.close() }

    /// The ids of those letters of which a command has an outcome.
    ///
    /// - Throws: ``OperatorFailure`` when the ledger does not answer: nothing may then be sent.
    func decided(among letters: [DeadLetter]) async throws -> Set<String> {
        var questions: [(letter: String, query: OutcomeGet)] = []
        for letter in letters {
            guard let publisher = letter.publisher else { continue }
            let subject = Subject.broker(user: publisher).text
            for id in letter.outcomeIDs { questions.append((letter.id, OutcomeGet(messageID: id, subject: subject))) }
        }
        var decided: Set<String> = []
        var rest = questions[...]
        while !rest.isEmpty {
            let asked = rest.prefix(Self.window)
            rest = rest.dropFirst(Self.window)
            try await withThrowingTaskGroup(of: String?.self) { group in
                for question in asked {
                    group.addTask { try await hasOutcome(question.query) ? question.letter : nil }
                }
                for try await letter in group { if let letter { decided.insert(letter) } }
            }
        }
        return decided
    }

    private func hasOutcome(_ query: OutcomeGet) async throws -> Bool {
        let reply = try await client.reply(to: query)
        let answer = Answer(try Answer.object(reply.body))
        if answer.text("error.code") == ErrorCode.outcomeNotFound.rawValue { return false }
        _ = try QueryClient.answer(in: reply)
        return true
    }
}
