/// The name of a conversation: chosen by the application for a group, derived from the pair for a direct one.
///
/// 1 to 64 characters of `A–Z a–z 0–9 . _ : @ -`. Those of direct conversations begin with `dm_`, which no chosen name may.
public struct ConversationID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// What the names of direct conversations begin with.
    public static let directPrefix = "dm_"

    /// The text.
    public let text: String

    /// Takes a text that keeps the rule above; nil otherwise.
    public init?(text: String) {
        guard PartyID(text: text) != nil else { return nil }
        self.text = text
    }

    /// The conversation of two people.
    ///
    /// - Parameter digest: SHA-256 over ``preimage(_:_:)``; its first 16 bytes are the name.
    public init(directDigest digest: [UInt8]) {
        text = Self.directPrefix + Hexadecimal.text(of: Array(digest.prefix(16)))
    }

    /// The conversation of two people, of a digest that is no array.
    public init(directDigest digest: some Sequence<UInt8>) { self.init(directDigest: Array(digest)) }

    /// What is digested into the name of a pair's conversation; the same for both orders.
    public static func preimage(_ one: PartyID, _ other: PartyID) -> [UInt8] {
        let (first, second) = one < other ? (one, other) : (other, one)
        return Array("dm".utf8) + [0] + Array(first.text.utf8) + [0] + Array(second.text.utf8)
    }

    /// Whether it belongs to a pair.
    public var isDirect: Bool { text.hasPrefix(Self.directPrefix) }

    public var description: String { text }

    /// Orders by bytes, as the database's `"C"` collation does.
    public static func < (left: Self, right: Self) -> Bool { left.text.utf8.lexicographicallyPrecedes(right.text.utf8) }
}
