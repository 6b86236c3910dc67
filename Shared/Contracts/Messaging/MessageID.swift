/// The id of a message, derived from its authenticated sender and the id that the sender chose: a message that is sent again is the same message.
///
/// `msg_` and 32 hexadecimal digits.
public struct MessageID: Hashable, Sendable, CustomStringConvertible {
    /// What every id begins with.
    public static let prefix = "msg_"
    /// The most bytes of a sender's own id.
    public static let longestSenderID = 128

    /// The text.
    public let text: String

    /// Takes the text of an id; nil for any other text.
    public init?(text: String) {
        guard text.hasPrefix(Self.prefix), Hexadecimal.isText(text.dropFirst(Self.prefix.count), digits: 32) else {
            return nil
        }
        self.text = text
    }

    /// Makes an id.
    ///
    /// - Parameter digest: SHA-256 over ``preimage(sender:senderID:)``; its first 16 bytes are the id.
    public init(digest: some Sequence<UInt8>) {
        text = Self.prefix + Hexadecimal.text(of: digest.prefix(16))
    }

    /// What is digested into the id.
    ///
    /// - Parameters:
    ///   - sender: the authenticated sender.
    ///   - senderID: the sender's own id of the message.
    public static func preimage(sender: PartyID, senderID: String) -> [UInt8] {
        Array("message".utf8) + [0] + Array(sender.text.utf8) + [0] + Array(senderID.utf8)
    }

    /// The 16 bytes that the digits stand for, as they are stored; ``init(digest:)`` makes the id of them again.
    public var bytes: [UInt8] { Hexadecimal.bytes(of: text.utf8.dropFirst(Self.prefix.utf8.count)) }

    public var description: String { text }
}
