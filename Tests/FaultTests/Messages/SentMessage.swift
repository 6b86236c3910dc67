import Contracts

/// A message that somebody wants another person to get, and what has become of it.
struct SentMessage: Sendable {
    /// The sender's own id: unlike any other of the run.
    let id: String
    let sender: String
    let recipient: String
    /// What it says; nothing where it breaks a rule on purpose.
    let body: String
    let priority: MessagePriority
    /// What its sender was told; nil as long as nobody knows.
    var verdict: Verdict?

    /// What a sender is told in the end.
    enum Verdict: Sendable, Hashable {
        /// `accepted`, a 2xx, or a confirm of the broker.
        case accepted
        /// Refused, by the rule that it names.
        case refused(code: String)
    }

    /// Whether it breaks a rule on purpose.
    var isWrong: Bool { body.isEmpty }

    /// As a frame, a request or a message of the broker.
    ///
    /// - Parameters:
    ///   - type: of a frame.
    ///   - isOnBehalf: whether whoever delivers it is another than its sender.
    func json(type: String? = nil, isOnBehalf: Bool = false) -> String {
        var json = JSONWriter()
        json.beginObject()
        if let type { json.member("type", type) }
        json.member("id", id)
        json.key("to")
        json.beginObject()
        json.member("person", recipient)
        json.endObject()
        if isOnBehalf { json.member("from", sender) }
        json.member("body", body)
        json.member("priority", priority.rawValue)
        json.endObject()
        return String(decoding: json.bytes, as: UTF8.self)
    }
}
