/// What a command's content comes down to: a digest of the whole, and a short one of each field, so that a difference can be named.
///
/// As bytes: 32 of SHA-256 over type, zero and canonical content; then for each field one byte of name length, the name, four bytes of FNV-1a
/// over its canonical value, big-endian. Short digests only name a field: equality rests on SHA-256.
public struct Fingerprint: Hashable, Sendable {
    /// The length of the digest of the whole.
    public static let digestLength = 32

    /// The stored form.
    public let bytes: [UInt8]

    /// Takes the stored form.
    public init(bytes: [UInt8]) { self.bytes = bytes }

    /// Makes the fingerprint of a command.
    ///
    /// - Parameters:
    ///   - content: the canonical content, finished.
    ///   - digest: SHA-256 over what ``preimage(type:content:)`` gives.
    public init(type: String, content: FieldWriter, digest: some Sequence<UInt8>) {
        var bytes = [UInt8](digest)
        precondition(bytes.count == Self.digestLength, "a fingerprint begins with a SHA-256 digest")
        Self.append("type", Array(type.utf8)[...], to: &bytes)
        for field in content.fields { Self.append(field.name, content.bytes[field.range], to: &bytes) }
        self.bytes = bytes
    }

    /// The bytes that are to be digested.
    public static func preimage(type: String, content: FieldWriter) -> [UInt8] {
        Array(type.utf8) + [0] + content.bytes
    }

    /// Whether the two are of the same content.
    public func isSame(as other: Fingerprint) -> Bool {
        bytes.prefix(Self.digestLength) == other.bytes.prefix(Self.digestLength)
    }

    /// The first field in which a new command differs from the earlier one that this is the fingerprint of; nil where they are the same.
    public func firstDifference(to new: Fingerprint) -> String? {
        guard !isSame(as: new) else { return nil }
        let earlier = fields
        let later = new.fields
        for field in later where !earlier.contains(where: { $0.name == field.name && $0.digest == field.digest }) {
            return field.name
        }
        return earlier.first { field in !later.contains { $0.name == field.name } }?.name ?? "content"
    }

    private var fields: [(name: String, digest: ArraySlice<UInt8>)] {
        var fields: [(name: String, digest: ArraySlice<UInt8>)] = []
        var at = Self.digestLength
        while at < bytes.count {
            let nameEnd = at + 1 + Int(bytes[at])
            guard nameEnd + 4 <= bytes.count else { break }
            fields.append((String(decoding: bytes[(at + 1)..<nameEnd], as: UTF8.self), bytes[nameEnd..<(nameEnd + 4)]))
            at = nameEnd + 4
        }
        return fields
    }

    private static func append(_ name: String, _ value: ArraySlice<UInt8>, to bytes: inout [UInt8]) {
        bytes.append(UInt8(truncatingIfNeeded: name.utf8.count))
        bytes.append(contentsOf: name.utf8)
        let hash = value.reduce(into: UInt32(2_166_136_261)) { $0 = ($0 ^ UInt32($1)) &* 16_777_619 }
        for shift in [24, 16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: hash >> UInt32(shift))) }
    }
}
