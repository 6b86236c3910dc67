/// The idempotency key of a command: the authenticated subject and the message id that it chose. One key has one outcome for ever.
public struct CommandKey: Hashable, Comparable, Sendable {
    /// The most bytes a message id may have; AMQP's short strings end there too.
    public static let maximumLength = 255

    /// `Subject.text` of the sender.
    public let subject: String
    /// The sender's own id of the message; 1 to 255 bytes.
    public let messageID: String

    /// Joins the two.
    public init(subject: String, messageID: String) {
        self.subject = subject
        self.messageID = messageID
    }

    /// Compares bytes, as the database does: two spellings of one character are two keys.
    public static func == (left: Self, right: Self) -> Bool {
        left.messageID.utf8.elementsEqual(right.messageID.utf8) && left.subject.utf8.elementsEqual(right.subject.utf8)
    }

    /// A total order in which outcomes are written, so that two batches never wait for each other crosswise.
    public static func < (left: Self, right: Self) -> Bool {
        left.subject == right.subject ? left.messageID < right.messageID : left.subject < right.subject
    }
}
