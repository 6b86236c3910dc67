import Synchronization

/// All metrics of a process, written through swift-metrics and read by Prometheus.
///
/// Counters get the suffix `_total` and timers `_seconds`; dimensions become labels. A handle writes without allocating:
/// counters and gauges are atomics, histograms hold a short lock. Nothing grows without a bound: a metric has at most
/// `seriesPerMetric` label sets, further ones share one series `overflow="true"` and are counted in
/// `kauri_metrics_overflow_total`; a metric beyond ``mostFamilies``, or whose name is in use by another kind, is not exposed
/// and counted in `kauri_metrics_rejected_total`.
public final class PrometheusRegistry: Sendable {
    /// The most metrics, whatever their labels.
    public static let mostFamilies = 2_000

    let seriesPerMetric: Int
    let state = Mutex(State())

    struct State {
        var descriptions: [String: MetricDescription] = [:]
        var families: [String: MetricFamily] = [:]
        /// The family that writes a sample name: a histogram `x` also writes `x_sum`, which nobody else may.
        var owners: [String: String] = [:]
        var rejected = 0
        var readers: [ScrapeReader] = []
    }

    /// A registry.
    ///
    /// - Parameters:
    ///   - seriesPerMetric: the most label sets of one metric, at least 1.
    ///   - descriptions: help and buckets of metrics.
    public init(seriesPerMetric: Int = 1_000, describing descriptions: [MetricDescription] = []) {
        precondition(seriesPerMetric >= 1, "A metric has room for one series at least")
        self.seriesPerMetric = seriesPerMetric
        state.withLock { state in
            for metric in Self.ownMetrics { state.owners[metric.name] = metric.name }
        }
        describe(descriptions)
    }

    /// Adds help and buckets. A description counts for metrics that are made after it; of two the later one counts.
    public func describe(_ descriptions: [MetricDescription]) {
        state.withLock { state in
            for description in descriptions {
                state.descriptions[description.name] = description
            }
        }
    }

    /// A number that is read when Prometheus asks, for what is counted elsewhere.
    func read(_ description: MetricDescription, _ value: @escaping @Sendable () -> Double) {
        state.withLock { state in
            guard state.owners.updateValue(description.name, forKey: description.name) == nil else {
                state.rejected += 1
                return
            }
            state.readers.append(ScrapeReader(description: description, value: value))
        }
    }
}

struct ScrapeReader: Sendable {
    let description: MetricDescription
    let value: @Sendable () -> Double
}

/// A metric with all its label sets.
struct MetricFamily {
    let description: MetricDescription
    var series: [SeriesLabels: (series: any MetricSeries, users: Int)] = [:]
    var overflow: (any MetricSeries)?
    /// How many handles were sent to the overflow series.
    var overflowed = 0

    /// The names of all samples that it writes.
    static func sampleNames(_ description: MetricDescription) -> [String] {
        switch description.kind {
        case .counter, .gauge: [description.name]
        case .histogram, .timer: ["", "_bucket", "_sum", "_count"].map { description.name + $0 }
        }
    }
}
