extension Timestamp {
    /// Reads RFC 3339 (`2026-11-21T09:30:00.5+02:00`): `T` and an offset or `Z` are required, at most six decimals; nil otherwise.
    public init?(rfc3339 text: String) {
        var scanner = DigitScanner(bytes: Array(text.utf8))
        guard let year = scanner.number(digits: 4), year > 0, scanner.take("-"), let month = scanner.number(digits: 2),
            scanner.take("-"), let day = scanner.number(digits: 2), scanner.take("T"),
            let hour = scanner.number(digits: 2), hour < 24, scanner.take(":"),
            let minute = scanner.number(digits: 2), minute < 60, scanner.take(":"),
            let second = scanner.number(digits: 2), second < 60,
            let fraction = scanner.fraction(), let offset = scanner.offset(), scanner.isAtEnd
        else { return nil }
        let date = CivilDate(year: year, month: month, day: day)
        guard date.exists else { return nil }
        let seconds = date.daysSinceEpoch * 86_400 + hour * 3_600 + minute * 60 + second - offset * 60
        // An offset may carry the first or the last day out of the years that can be written.
        let utc = CivilDate(daysSinceEpoch: (seconds - (seconds < 0 ? 86_399 : 0)) / 86_400)
        guard (1...9_999).contains(utc.year) else { return nil }
        self.init(microseconds: seconds * 1_000_000 + fraction)
    }

    /// The moment in UTC with six decimals: `2026-11-21T07:30:00.500000Z`.
    public var rfc3339: String {
        let (days, rest) = microseconds.flooredQuotientAndRemainder(by: 86_400_000_000)
        let date = CivilDate(daysSinceEpoch: days)
        return String(unsafeUninitializedCapacity: 27) { buffer in
            var at = 0
            func put(_ number: Int64, digits: Int) {
                var number = number
                for index in stride(from: at + digits - 1, through: at, by: -1) {
                    buffer[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10)
                    number /= 10
                }
                at += digits
            }
            func put(_ mark: Unicode.Scalar) {
                buffer[at] = UInt8(ascii: mark)
                at += 1
            }
            put(min(max(date.year, 0), 9_999), digits: 4)
            put("-")
            put(date.month, digits: 2)
            put("-")
            put(date.day, digits: 2)
            put("T")
            put(rest / 3_600_000_000, digits: 2)
            put(":")
            put(rest / 60_000_000 % 60, digits: 2)
            put(":")
            put(rest / 1_000_000 % 60, digits: 2)
            put(".")
            put(rest % 1_000_000, digits: 6)
            put("Z")
            return at
        }
    }
}

extension Int64 {
    fileprivate func flooredQuotientAndRemainder(by divisor: Int64) -> (Int64, Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

private struct DigitScanner {
    let bytes: [UInt8]
    var at = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { at == bytes.count }

    mutating func take(_ mark: Unicode.Scalar) -> Bool {
        guard at < bytes.count, bytes[at] == UInt8(ascii: mark) else { return false }
        at += 1
        return true
    }

    mutating func number(digits: Int) -> Int64? {
        guard at + digits <= bytes.count else { return nil }
        var number: Int64 = 0
        for byte in bytes[at..<(at + digits)] {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            number = number * 10 + Int64(byte - UInt8(ascii: "0"))
        }
        at += digits
        return number
    }

    /// The decimals of a second in microseconds; zero where there are none.
    mutating func fraction() -> Int64? {
        guard take(".") else { return 0 }
        var digits = 0
        while at + digits < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[at + digits]) {
            digits += 1
        }
        guard (1...6).contains(digits), let value = number(digits: digits) else { return nil }
        return (digits..<6).reduce(value) { scaled, _ in scaled * 10 }
    }

    /// Minutes east of UTC.
    mutating func offset() -> Int64? {
        if take("Z") { return 0 }
        let sign: Int64 = take("+") ? 1 : -1
        guard sign == 1 || take("-"), let hours = number(digits: 2), hours < 24, take(":"),
            let minutes = number(digits: 2), minutes < 60
        else { return nil }
        return sign * (hours * 60 + minutes)
    }
}
