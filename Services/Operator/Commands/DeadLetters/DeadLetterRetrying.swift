import Contracts
import RabbitMQ

/// One retry: looks at all letters, publishes the chosen ones window by window, and acknowledges what is confirmed.
struct DeadLetterRetrying {
    private let configuration: BrokerConfiguration
    private let choice: DeadLetterChoice
    private let sender: DeadLetter.Sender
    private let publisher: BrokerPublisher
    private let outcomes: EarlierOutcomes
    private var report = DeadLetterRetryReport()
    /// The ids of all chosen letters.
    private(set) var found: Set<String> = []
    private var done: Set<DeadLetter.Mark> = []

    private static let window = 500

    private struct Chosen {
        let letter: DeadLetter
        let tag: UInt64
    }

    init(_ configuration: BrokerConfiguration, choice: DeadLetterChoice, impersonates: Bool, patience: Duration) {
        self.configuration = configuration
        self.choice = choice
        sender = DeadLetter.Sender(user: configuration.user, impersonates: impersonates)
        publisher = BrokerPublisher(
            configuration: configuration.named("kauri dead-letters retry"),
            limits: .init(confirmTimeout: .seconds(30)), logger: Settings.logger)
        outcomes = EarlierOutcomes(configuration, patience: patience)
    }

    func close() async {
        await publisher.close(within: .seconds(2))
        await outcomes.close()
    }

    /// Retries until no letter is left that could be.
    ///
    /// Long bodies may not all fit here at once; each round takes letters away, and then the next ones fit.
    mutating func all() async throws -> DeadLetterRetryReport {
        while true {
            let before = report.retried
            report.left = []
            let plan = try await measure()
            done = []
            let tooLong = try await round(bodyBytes: plan.limit)
            try await DeadLetterReading.settle(configuration, done)
            guard !tooLong.isEmpty else { return report }
            guard report.retried > before else {
                report.left += tooLong.map { DeadLetterRetryReport.Left($0, "its body is too long for this tool") }
                return report
            }
        }
    }

    private mutating func measure() async throws -> DeadLetterBodies {
        var plan = DeadLetterBodies()
        try await withDeadLetters(configuration) { reading in
            try await reading.forEach("measuring dead letters") { letter, _ in plan.add(letter.size) }
        }
        return plan
    }

    /// - Returns: the letters whose bodies did not fit.
    private mutating func round(bodyBytes: Int) async throws -> [DeadLetter] {
        try await withDeadLetters(configuration, bodyBytes: bodyBytes) { reading in
            var chosen: [Chosen] = []
            var tooLong: [DeadLetter] = []
            try await reading.forEach("reading dead letters") { letter, tag in
                guard choice.contains(letter) else { return }
                found.insert(letter.id)
                if letter.size > UInt64(letter.body.count) {
                    tooLong.append(letter)
                } else {
                    chosen.append(Chosen(letter: letter, tag: tag))
                }
            }
            var progress = Progress("publishing", total: chosen.count)
            var rest = chosen[...]
            while !rest.isEmpty {
                try await publish(rest.prefix(Self.window), &reading)
                rest = rest.dropFirst(Self.window)
                progress.show(chosen.count - rest.count)
            }
            progress.end("\(Terminal.grouped(report.retried)) published again")
            return tooLong
        }
    }

    private mutating func publish(_ window: ArraySlice<Chosen>, _ reading: inout DeadLetterReading) async throws {
        var sent: [(chosen: Chosen, message: OutgoingMessage)] = []
        for chosen in window {
            do throws(DeadLetter.Obstacle) {
                let message = try chosen.letter.retried(by: sender)
                guard await publisher.supports(message) else {
                    throw DeadLetter.Obstacle("it is larger than RabbitMQ's limits allow")
                }
                sent.append((chosen, message))
            } catch {
                report.left.append(.init(chosen.letter, error.sentence))
            }
        }
        let renamed = sent.map(\.chosen.letter).filter { !sender.keepsKey(of: $0) }
        let decided = try await outcomes.decided(among: renamed)
        sent.removeAll { entry in
            let letter = entry.chosen.letter
            guard decided.contains(letter.id), !sender.keepsKey(of: letter) else { return false }
            report.left.append(
                .init(letter, "the ledger has decided this id for its first sender; discard the letter"))
            return true
        }
        guard !sent.isEmpty else { return }
        let answers = try await answers(to: sent.map(\.message))
        var tags: [UInt64] = []
        for (entry, answer) in zip(sent, answers) {
            switch answer {
            case .confirmed:
                tags.append(entry.chosen.tag)
                done.insert(DeadLetter.Mark(entry.chosen.letter))
            case .returned: report.left.append(.init(entry.chosen.letter, "no queue takes it"))
            case .nacked: report.left.append(.init(entry.chosen.letter, "its queue is full; try again later"))
            }
        }
        guard !tags.isEmpty else { return }
        try await reading.acknowledge(tags)
        report.retried += tags.count
    }

    private func answers(to messages: [OutgoingMessage]) async throws -> [PublishOutcome] {
        do throws(BrokerError) {
            return try await publisher.publish(messages)
        } catch {
            guard error.code == .preconditionFailed, sender.impersonates else { throw error }
            throw OperatorFailure(
                .configuration, "RabbitMQ does not let \(sender.user) send in the name of others: \(error)",
                advice: "Give that user the tag impersonator, or leave --impersonate out.")
        }
    }
}

extension DeadLetterRetryReport.Left {
    init(_ letter: DeadLetter, _ why: String) {
        self.init(id: letter.id, type: letter.type, reason: letter.reason, why: why)
    }
}
