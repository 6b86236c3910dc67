/// A door through which messages come in.
protocol SendingWay: Sendable {
    /// Sends messages once.
    ///
    /// - Returns: what became of those of which that is known, by their ids. Of the others nobody knows whether they have arrived.
    func send(_ messages: [SentMessage]) async -> [String: SentMessage.Verdict]

    /// Ends its connection.
    func close() async
}

extension SentMessage.Verdict {
    /// What a refusal means to a sender: the last word, unless it says that trying again may help.
    static func refusal(code: String?) -> SentMessage.Verdict? {
        guard let code, code != "unavailable", code != "internal_error", code != "mailbox_full" else { return nil }
        return .refused(code: code)
    }
}
