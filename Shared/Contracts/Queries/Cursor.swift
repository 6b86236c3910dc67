/// Where a page of a list ended: the sort key of its last item, as a text that clients only hand back.
///
/// As bytes: eight of FNV-1a over the query's type and its fields without `limit` and `cursor`, so that a cursor is not taken for a place in
/// another list; then each part of the key, two bytes of length before it. In base64url (RFC 4648, without padding).
///
/// It hides nothing and proves nothing: what somebody may see is checked for every page anew.
public struct Cursor: Hashable, Sendable {
    /// The most bytes of a cursor's text.
    public static let maximumLength = 1_024

    /// The parts of the sort key.
    public let key: [String]

    /// Makes a cursor.
    public init(_ key: [String]) { self.key = key }

    /// A cursor over numbers.
    public init(_ numbers: Int64...) { key = numbers.map { String($0) } }

    /// The part at a place; nil where there is none.
    public func text(_ place: Int) -> String? { key.indices.contains(place) ? key[place] : nil }

    /// The part at a place as a number; nil where it is none.
    public func number(_ place: Int) -> Int64? { text(place).flatMap { Int64($0) } }

    /// The text for the list that `query` asks for.
    public func text(for query: some PagedQuery) -> String {
        var bytes = Self.check(query)
        for part in key {
            let part = Array(part.utf8.prefix(Int(UInt16.max)))
            bytes += [UInt8(part.count >> 8), UInt8(part.count & 0xFF)] + part
        }
        return Base64URL.text(of: bytes)
    }

    /// Takes a text that ``text(for:)`` gave for the same list; nil for any other.
    init?(text: String, for query: some PagedQuery) {
        guard let bytes = Base64URL.bytes(of: text), bytes.starts(with: Self.check(query)) else { return nil }
        var key: [String] = []
        var at = Self.checkLength
        while at < bytes.count {
            guard at + 2 <= bytes.count else { return nil }
            let end = at + 2 + Int(bytes[at]) << 8 + Int(bytes[at + 1])
            guard end <= bytes.count, let part = String(validating: bytes[(at + 2)..<end], as: UTF8.self) else {
                return nil
            }
            key.append(part)
            at = end
        }
        guard !key.isEmpty, !key.contains(where: { $0.utf8.contains(0) }) else { return nil }
        self.key = key
    }

    private static let checkLength = 8

    private static func check<Asked: PagedQuery>(_ query: Asked) -> [UInt8] {
        var list = query
        list.page = Page()
        // Two telephone numbers are two lists, though they may share a mask.
        var fields = FieldWriter(showsSecrets: true)
        list.write(to: &fields)
        let content = Array(Asked.type.utf8) + [0] + fields.finish()
        let hash = content.reduce(into: UInt64(0xCBF2_9CE4_8422_2325)) { $0 = ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return (0..<checkLength).map { UInt8(truncatingIfNeeded: hash >> (56 - 8 * UInt64($0))) }
    }
}
