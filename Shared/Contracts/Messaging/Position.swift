/// Where a record stands in the log of all messages and changes: a whole number without gaps, in the order of commit.
///
/// The counter is a row that each committing transaction locks, so a lower position is always committed earlier: whoever has read up to a
/// position can never miss a record that commits late, and whoever hears of 7 after 5 knows that 6 is missing. A cursor is a position.
public struct Position: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The number; 0 lies before the first record.
    public let number: Int64

    /// Before the first record.
    public static let start = Position(0)

    /// Wraps a number; negative ones are a programmer error.
    public init(_ number: Int64) {
        precondition(number >= 0, "a position is not negative")
        self.number = number
    }

    /// Reads the text of a cursor; nil where it is none.
    public init?(text: String) {
        guard let number = Int64(text), number >= 0, String(number) == text else { return nil }
        self.number = number
    }

    /// The text that clients hand back.
    public var description: String { String(number) }

    /// The position after this one.
    public var next: Position { Position(number + 1) }

    public static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

extension FieldReader {
    /// Takes a position.
    public mutating func position(_ name: String) throws(CommandError) -> Position? {
        try integer(name, in: 0...Int64.max - 1).map { Position($0) }
    }
}

extension FieldWriter {
    /// Writes a position as a text; nothing where it is nil.
    mutating func position(_ name: String, _ value: Position?) {
        integer(name, value?.number)
    }
}
