import Contracts
import Synchronization

/// Counts and times since the start, for `/v1/stats`: times in buckets that double, so that percentiles are right within a factor of √2.
final class Latencies: Sendable {
    struct Counts: Sendable {
        var accepted: [Int] = [0, 0, 0]
        var refused = 0
        var delivered = 0
        /// By priority: how many took less than 2ⁿ × 16 µs.
        var buckets: [[Int]] = Array(repeating: Array(repeating: 0, count: 24), count: 3)
    }

    private let counts = Mutex(Counts())

    func note(_ time: Duration, _ priority: MessagePriority) {
        let (seconds, attoseconds) = time.components
        let microseconds = UInt64(max(0, seconds)) * 1_000_000 + UInt64(max(0, attoseconds / 1_000_000_000_000))
        let bucket = min(23, 64 - (microseconds / 16).leadingZeroBitCount)
        counts.withLock { counts in
            counts.accepted[Int(priority.rank)] += 1
            counts.buckets[Int(priority.rank)][bucket] += 1
        }
    }

    func noteRefusal() { counts.withLock { $0.refused += 1 } }

    func noteDelivered(_ count: Int) { counts.withLock { $0.delivered += count } }

    var now: Counts { counts.withLock { $0 } }
}

extension Latencies.Counts {
    /// The time in microseconds that so many percent did not exceed; nil where nothing was counted.
    func percentile(_ percent: Int, _ priority: MessagePriority) -> Int? {
        let buckets = buckets[Int(priority.rank)]
        let all = buckets.reduce(0, +)
        guard all > 0 else { return nil }
        var left = (all * percent + 99) / 100
        for (index, count) in buckets.enumerated() {
            left -= count
            if left <= 0 { return 16 << index }
        }
        return nil
    }
}
