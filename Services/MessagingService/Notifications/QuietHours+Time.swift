import Contracts

extension PersonSettings.QuietHours {
    /// Whether a person is not to be disturbed.
    ///
    /// From and to being equal means the whole day.
    ///
    /// - Parameter offset: minutes east of UTC of the person's time zone at that moment.
    public func isQuiet(at now: Timestamp, offset: Int) -> Bool {
        let minute = Self.minute(of: now, offset: offset)
        if from == to { return true }
        return from < to ? (from..<to).contains(minute) : minute >= from || minute < to
    }

    /// When the quiet hours end in which a moment lies; the moment itself where it lies in none, nil where they never end.
    ///
    /// - Parameter offset: as of ``isQuiet(at:offset:)``; should it change meanwhile, the caller asks again at the end.
    public func end(after now: Timestamp, offset: Int) -> Timestamp? {
        guard isQuiet(at: now, offset: offset) else { return now }
        guard from != to else { return nil }
        let minute = Self.minute(of: now, offset: offset)
        let minutes = Int64((to - minute + 1_440) % 1_440)
        let start = now.microseconds - Self.modulo(now.microseconds, 60_000_000)
        return Timestamp(microseconds: start + minutes * 60_000_000)
    }

    private static func minute(of moment: Timestamp, offset: Int) -> Int {
        let minutes = (moment.microseconds - modulo(moment.microseconds, 60_000_000)) / 60_000_000
        return Int(modulo(minutes + Int64(offset), 1_440))
    }

    private static func modulo(_ number: Int64, _ divisor: Int64) -> Int64 {
        let rest = number % divisor
        return rest < 0 ? rest + divisor : rest
    }
}
