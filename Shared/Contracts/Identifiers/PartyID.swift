/// The name under which an application knows a person or a firm; chosen by the application, never by the ledger.
///
/// 1 to 64 characters of `A–Z a–z 0–9 . _ : @ -`.
public struct PartyID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The most characters one may have.
    public static let maximumLength = 64

    /// The text as the application sent it.
    public let text: String

    /// Takes a text that keeps the rule above; nil otherwise.
    public init?(text: String) {
        guard !text.isEmpty, text.utf8.count <= Self.maximumLength, text.utf8.allSatisfy(Self.isAllowed) else {
            return nil
        }
        self.text = text
    }

    public var description: String { text }

    /// Orders by bytes, as the database's `"C"` collation does.
    public static func < (left: Self, right: Self) -> Bool { left.text.utf8.lexicographicallyPrecedes(right.text.utf8) }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: ":"), UInt8(ascii: "@"), UInt8(ascii: "-"): true
        default: false
        }
    }
}
