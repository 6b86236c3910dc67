/// A URL that may contain credentials. Printed, it shows only scheme, host, port and path.
public struct SecretURL: Sendable, Equatable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The whole URL. Pass it to what needs it and keep no copy.
    public let revealed: String
    /// The scheme in lower case, such as `amqps`.
    public let scheme: String
    /// The URL without user, password, query and fragment; only the scheme when these cannot be told apart for certain.
    public let description: String

    /// A URL, or `nil` when the text has no scheme, nothing after it, blanks, control characters or more than 4,096 bytes.
    public init?(_ text: String) {
        guard text.utf8.count <= 4_096, text.isPrintable, !text.contains(" ") else { return nil }
        guard let mark = text.firstRange(of: "://"), mark.upperBound < text.endIndex else { return nil }
        let scheme = text[..<mark.lowerBound].lowercased()
        guard let first = scheme.utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) else { return nil }
        guard scheme.utf8.allSatisfy({ Self.isPlain($0) }) else { return nil }
        self.revealed = text
        self.scheme = scheme
        self.description = scheme + "://" + (Self.place(text[mark.upperBound...]) ?? Secret.placeholder)
    }

    /// The same as ``description``.
    public var debugDescription: String { description }
    /// Shows no children, so that `dump` cannot reveal the URL.
    public var customMirror: Mirror { Mirror(self, children: []) }

    /// Host, port and path; `nil` when a password with unescaped `/`, `?`, `#` or `@` could be mistaken for them.
    private static func place(_ rest: Substring) -> String? {
        let parts = rest.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count <= 2 else { return nil }
        if parts.count == 2, parts[0].contains(where: { "/?#".contains($0) }) { return nil }
        let place = parts[parts.count - 1].prefix { !"?#".contains($0) }
        let authority = place.prefix { $0 != "/" }
        let path = place.dropFirst(authority.count)
        // Without an "@" the text after a colon could be a password whose host was forgotten.
        let pieces = authority.split(separator: ":", omittingEmptySubsequences: false)
        guard authority.hasPrefix("[") || pieces.count <= 2 else { return nil }
        if pieces.count == 2, pieces[1].count > 5 || !pieces[1].allSatisfy(\.isNumber) { return nil }
        guard authority.utf8.allSatisfy({ isPlain($0) || ":[]%_".utf8.contains($0) }) else { return nil }
        guard path.utf8.allSatisfy({ isPlain($0) || "/%_~".utf8.contains($0) }) else { return nil }
        return String(place)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "+"): true
        default: false
        }
    }
}
