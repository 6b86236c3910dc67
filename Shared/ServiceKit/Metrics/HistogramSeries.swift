import CoreMetrics
import Synchronization

/// A histogram: an aggregating recorder, or a timer in seconds.
///
/// A mutex rather than atomics keeps buckets, sum and count of one scrape consistent with each other.
final class HistogramSeries: MetricSeries, RecorderHandler, TimerHandler {
    let identity: SeriesIdentity
    private let bounds: [Double]
    private let counts: Mutex<Counts>

    private struct Counts {
        /// One for each bound and one above the last; not cumulative.
        var buckets: [UInt64]
        var sum = 0.0
    }

    init(_ identity: SeriesIdentity, bounds: [Double]) {
        self.identity = identity
        self.bounds = bounds
        counts = Mutex(Counts(buckets: Array(repeating: 0, count: bounds.count + 1)))
    }

    func record(_ value: Int64) { record(Double(value)) }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1_000_000_000) }

    func record(_ value: Double) {
        guard !value.isNaN else { return }
        var low = 0
        var high = bounds.count
        while low < high {
            let middle = (low + high) / 2
            if value <= bounds[middle] { high = middle } else { low = middle + 1 }
        }
        counts.withLock { counts in
            counts.buckets[low] += 1
            counts.sum += value
        }
    }

    func expose(to page: inout ExpositionPage) {
        let (buckets, sum) = counts.withLock { ($0.buckets, $0.sum) }
        var total: UInt64 = 0
        for (index, count) in buckets.enumerated() {
            total += count
            let bound = index < bounds.count ? ExpositionPage.number(bounds[index]) : "+Inf"
            page.sample(identity.family + "_bucket", identity.labels, String(total), bound: bound)
        }
        page.sample(identity.family + "_sum", identity.labels, ExpositionPage.number(sum))
        page.sample(identity.family + "_count", identity.labels, String(total))
    }
}
