/// The id of a message, derived from its authenticated sender and the id that the sender chose: a message that is sent again is the same message.
///
/// `msg_` and 32 hexadecimal digits.
public struct MessageID: Hashable, Sendable, CustomStringConvertible {
    /// What every id begins with.
    public static let prefix = "msg_"
    /// The most bytes of a sender's own id.
    public static let longestSenderID = 128

    /// The 16 bytes as two numbers: ids are looked up, compared and copied more often than they are written.
    private let high: UInt64
    private let low: UInt64

    /// Takes the text of an id; nil for any other text.
    public init?(text: String) {
        guard text.hasPrefix(Self.prefix), Hexadecimal.isText(text.dropFirst(Self.prefix.count), digits: 32) else {
            return nil
        }
        self.init(digest: Hexadecimal.bytes(of: text.utf8.dropFirst(Self.prefix.utf8.count)))
    }

    /// Makes an id.
    ///
    /// - Parameter digest: SHA-256 over ``preimage(sender:senderID:)``; its first 16 bytes are the id.
    public init(digest: [UInt8]) {
        precondition(digest.count >= 16, "an id is made of 16 bytes")
        high = digest[..<8].reduce(0) { $0 << 8 | UInt64($1) }
        low = digest[8..<16].reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Makes an id of a digest that is no array.
    public init(digest: some Sequence<UInt8>) { self.init(digest: Array(digest)) }

    /// What is digested into the id.
    ///
    /// - Parameters:
    ///   - sender: the authenticated sender.
    ///   - senderID: the sender's own id of the message.
    public static func preimage(sender: PartyID, senderID: String) -> [UInt8] {
        Array("message".utf8) + [0] + Array(sender.text.utf8) + [0] + Array(senderID.utf8)
    }

    /// The text: ``prefix`` and 32 hexadecimal digits.
    public var text: String { Self.prefix + Hexadecimal.text(of: bytes) }

    /// The 16 bytes that the digits stand for, as they are stored; ``init(digest:)`` makes the id of them again.
    public var bytes: [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 16) { bytes, count in
            for index in 0..<8 {
                let shift = 56 - 8 * index
                bytes[index] = UInt8(truncatingIfNeeded: high >> shift)
                bytes[index + 8] = UInt8(truncatingIfNeeded: low >> shift)
            }
            count = 16
        }
    }

    public var description: String { text }
}
