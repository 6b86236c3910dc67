/// Durations as they are written in the configuration: `250ms`, `5s`, `2m`, `1h`.
enum DurationText {
    private static let units = [("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)]

    static func parse(_ text: String) -> Duration? {
        // "ms" comes first because "5ms" also ends with "s".
        for (unit, factor) in units.reversed() where text.hasSuffix(unit) {
            let digits = text.dropLast(unit.count)
            guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { continue }
            guard let count = Int(digits) else { return nil }
            let (milliseconds, overflow) = count.multipliedReportingOverflow(by: factor)
            return overflow ? nil : .milliseconds(milliseconds)
        }
        return nil
    }

    static func show(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let milliseconds = Int(seconds) * 1_000 + Int(attoseconds / 1_000_000_000_000_000)
        guard milliseconds != 0 else { return "0s" }
        for (unit, factor) in units where milliseconds.isMultiple(of: factor) {
            return "\(milliseconds / factor)\(unit)"
        }
        return "\(milliseconds)ms"
    }
}
