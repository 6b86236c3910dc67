/// Writes fields that cannot be confused with one another: each is its length and its bytes, so no two batches have the same encoding.
///
/// Shared/Contracts/audit-chain.md tells the format, with examples for other languages.
public struct AuditEncoding: Sendable {
    /// What has been written.
    public private(set) var bytes: [UInt8] = []

    /// Begins with nothing.
    public init() {}

    /// Makes room.
    public mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

    /// A whole number: eight bytes, two's complement, most significant first.
    public mutating func integer(_ value: Int64) {
        length(8)
        append(value)
    }

    /// A whole number, or nothing.
    public mutating func integer(_ value: Int64?) {
        if let value { integer(value) } else { null() }
    }

    /// Bytes as they are.
    public mutating func bytes(_ value: some Collection<UInt8>) {
        length(value.count)
        bytes.append(contentsOf: value)
    }

    /// Text in UTF-8, never normalised.
    public mutating func text(_ value: String) { bytes(value.utf8) }

    /// Text, or nothing.
    public mutating func text(_ value: String?) {
        if let value { text(value) } else { null() }
    }

    /// A list: how many, then each.
    public mutating func list<Element>(
        _ elements: some Collection<Element>, _ write: (inout AuditEncoding, Element) -> Void
    ) {
        integer(Int64(elements.count))
        for element in elements { write(&self, element) }
    }

    /// Nothing, which is something else than an empty text.
    public mutating func null() { append(UInt32.max) }

    private mutating func length(_ count: Int) {
        // The longest field is an outcome's document, which the size of a message bounds far below this.
        precondition(count < Int(UInt32.max), "a field of the audit encoding is shorter than 4 GiB")
        append(UInt32(count))
    }

    private mutating func append(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }
}
