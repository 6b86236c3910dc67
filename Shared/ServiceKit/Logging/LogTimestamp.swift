import Glibc

/// A moment of the wall clock in milliseconds since 1970, written as RFC 3339 in UTC.
struct LogTimestamp: Equatable {
    let milliseconds: Int

    static func now() -> LogTimestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return LogTimestamp(milliseconds: Int(time.tv_sec) * 1_000 + Int(time.tv_nsec) / 1_000_000)
    }

    /// `2026-11-21T02:50:00.123Z` in ASCII, always 24 bytes for the years 0000 to 9999.
    var rfc3339: [UInt8] {
        let seconds = milliseconds / 1_000
        let (year, month, day) = Self.date(daysSince1970: seconds / 86_400)
        let time = seconds % 86_400
        var text: [UInt8] = []
        text.reserveCapacity(24)
        for (value, width, mark) in [
            (year, 4, "-"), (month, 2, "-"), (day, 2, "T"),
            (time / 3_600, 2, ":"), (time / 60 % 60, 2, ":"), (time % 60, 2, "."), (milliseconds % 1_000, 3, "Z"),
        ] {
            var divisor = width == 4 ? 1_000 : width == 3 ? 100 : 10
            while divisor > 0 {
                text.append(UInt8(ascii: "0") + UInt8(value / divisor % 10))
                divisor /= 10
            }
            text.append(contentsOf: mark.utf8)
        }
        return text
    }

    /// The proleptic Gregorian date, by Howard Hinnant's `civil_from_days` for days from 1970 on.
    private static func date(daysSince1970 days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}
