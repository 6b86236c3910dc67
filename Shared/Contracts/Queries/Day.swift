/// A day of the calendar, in UTC: `2026-11-21`.
public struct Day: Hashable, Comparable, Sendable, CustomStringConvertible {
    private let date: CivilDate

    /// Takes a text of exactly ten characters that names a day of the years 0001 to 9999; nil otherwise.
    public init?(text: String) {
        let bytes = Array(text.utf8)
        let dash = UInt8(ascii: "-")
        guard bytes.count == 10, bytes[4] == dash, bytes[7] == dash, let year = Self.number(bytes[0..<4]), year > 0,
            let month = Self.number(bytes[5..<7]), let day = Self.number(bytes[8..<10])
        else { return nil }
        date = CivilDate(year: year, month: month, day: day)
        guard date.exists else { return nil }
    }

    /// The day on which a moment falls.
    public init(of moment: Timestamp) {
        let (days, rest) = moment.microseconds.quotientAndRemainder(dividingBy: 86_400_000_000)
        date = CivilDate(daysSinceEpoch: rest < 0 ? days - 1 : days)
    }

    /// When it begins.
    public var start: Timestamp { Timestamp(microseconds: date.daysSinceEpoch * 86_400_000_000) }

    public var description: String { String(start.rfc3339.prefix(10)) }

    public static func == (left: Self, right: Self) -> Bool { left.start == right.start }

    public static func < (left: Self, right: Self) -> Bool { left.start < right.start }

    public func hash(into hasher: inout Hasher) { hasher.combine(start) }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
        var number: Int64 = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            number = number * 10 + Int64(digit - UInt8(ascii: "0"))
        }
        return number
    }
}
