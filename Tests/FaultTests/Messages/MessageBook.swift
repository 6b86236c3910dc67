/// The senders' own books: what was sent, and what they were told.
actor MessageBook {
    private(set) var messages: [String: SentMessage] = [:]
    /// Messages that were sent again, because nobody knew what had become of them.
    private(set) var repeated = 0
    /// Messages whose sender gave up before it knew.
    private(set) var abandoned = 0

    func enter(_ new: [SentMessage]) { for message in new { messages[message.id] = message } }

    /// Notes what a sender was told.
    func note(_ verdicts: [String: SentMessage.Verdict]) {
        for (id, verdict) in verdicts { messages[id]?.verdict = verdict }
    }

    func noteRepeated(_ count: Int) { repeated += count }

    func noteAbandoned(_ count: Int) { abandoned += count }

    /// What must be stored, and reach its recipient.
    var owed: [SentMessage] { messages.values.filter { $0.verdict == .accepted && !$0.isWrong } }
}
