import RabbitMQ

extension DeadLetter {
    /// What tells one letter from every other, also from the same message that died again.
    struct Mark: Hashable {
        private let id: String
        private let reason: String
        private let time: String?
        private let retries: Int64
        private let size: UInt64

        init(_ letter: DeadLetter) {
            id = letter.id
            reason = letter.reason
            time = letter.time
            retries = letter.retries
            size = letter.size
        }
    }
}

extension DeadLetterReading {
    /// Looks again until letters that were acknowledged are gone.
    ///
    /// An acknowledgement is not answered, and one that the channel still kept back when it closed is lost (seen with RabbitMQ 3.10): its letter is
    /// in the queue again.
    static func settle(_ configuration: BrokerConfiguration, _ done: Set<DeadLetter.Mark>) async throws {
        guard !done.isEmpty else { return }
        for _ in 0..<50 {
            let left = try await withDeadLetters(configuration) { reading in
                var tags: [UInt64] = []
                try await reading.forEach("making sure") { letter, tag in
                    if done.contains(DeadLetter.Mark(letter)) { tags.append(tag) }
                }
                // No more than the queue takes at once.
                try await reading.acknowledge(Array(tags.prefix(32)))
                return tags.count
            }
            guard left > 0 else { return }
        }
        throw OperatorFailure(
            .unavailable, "letters that are done with come back again and again",
            advice: "Look at RabbitMQ, then list the letters: those that are still there can be discarded.")
    }
}
