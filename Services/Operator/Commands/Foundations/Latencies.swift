import Histogram

/// Times from sending to answer, with three significant digits up to an hour (HdrHistogram).
struct Latencies: Sendable {
    /// What is told about them, in milliseconds.
    struct Summary: Encodable, Sendable {
        let p50: Double
        let p90: Double
        let p99: Double
        let p999: Double
        let max: Double

        var text: String {
            [("p50", p50), ("p90", p90), ("p99", p99), ("p999", p999), ("max", max)]
                .map { "\($0) \(Terminal.fixed($1, 2))" }.joined(separator: "   ")
        }
    }

    private var microseconds = Histogram<UInt64>(
        lowestDiscernibleValue: 1, highestTrackableValue: 3_600_000_000, numberOfSignificantValueDigits: .three)

    /// Counts a time for `count` commands; more than an hour counts as one.
    mutating func record(nanoseconds: UInt64, count: Int = 1) {
        _ = microseconds.record(min(max(nanoseconds / 1_000, 1), 3_600_000_000), count: UInt64(count))
    }

    /// Adds what another one has counted.
    mutating func add(_ other: Latencies) { microseconds.add(other.microseconds) }

    var summary: Summary {
        func milliseconds(_ percentile: Double) -> Double {
            microseconds.totalCount == 0 ? 0 : Double(microseconds.valueAtPercentile(percentile)) / 1_000
        }
        return Summary(
            p50: milliseconds(50), p90: milliseconds(90), p99: milliseconds(99), p999: milliseconds(99.9),
            max: milliseconds(100))
    }
}
