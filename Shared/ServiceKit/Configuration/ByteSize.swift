/// A number of bytes, written with a binary unit: `512B`, `64KiB`, `1MiB`, `2GiB`.
public struct ByteSize: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The number of bytes, 0 or more.
    public let bytes: Int

    /// A size in bytes.
    public init(bytes: Int) {
        precondition(bytes >= 0, "A size is not negative")
        self.bytes = bytes
    }

    /// A size in KiB (1,024 bytes).
    public static func kibibytes(_ count: Int) -> ByteSize { ByteSize(bytes: count << 10) }
    /// A size in MiB (1,048,576 bytes).
    public static func mebibytes(_ count: Int) -> ByteSize { ByteSize(bytes: count << 20) }

    /// Reads a whole number with a unit; `nil` for anything else and for what overflows.
    public init?(_ text: String) {
        for (unit, factor) in Self.units where text.hasSuffix(unit) {
            let digits = text.dropLast(unit.count)
            guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { continue }
            guard let count = Int(digits) else { return nil }
            let (bytes, overflow) = count.multipliedReportingOverflow(by: factor)
            guard !overflow else { return nil }
            self.bytes = bytes
            return
        }
        return nil
    }

    /// The size in the largest unit that divides it.
    public var description: String {
        for (unit, factor) in Self.units where bytes > 0 && bytes.isMultiple(of: factor) {
            return "\(bytes / factor)\(unit)"
        }
        return "\(bytes)B"
    }

    /// Compares by bytes.
    public static func < (left: ByteSize, right: ByteSize) -> Bool { left.bytes < right.bytes }

    private static let units = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1)]
}
