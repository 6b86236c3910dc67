/// What a metric is, said once by the component that writes it: the source of `# HELP`, of buckets and of the metrics table.
public struct MetricDescription: Sendable, Equatable {
    /// What a metric measures, and so how it is exposed.
    public enum Kind: String, Sendable {
        /// Only grows. Its exposed name ends with `_total`.
        case counter
        /// Goes up and down.
        case gauge
        /// A distribution of values.
        case histogram
        /// A distribution of durations. Its exposed name ends with `_seconds`.
        case timer

        /// The word after `# TYPE`.
        var exposed: String { self == .timer ? Self.histogram.rawValue : rawValue }
    }

    /// The exposed name.
    public let name: String
    /// What the metric measures.
    public let kind: Kind
    /// One line about the metric, with its unit.
    public let help: String
    /// Upper bounds of the buckets in ascending order, without +Inf; in seconds for a timer. Empty for other kinds.
    public let buckets: [Double]

    /// A description.
    ///
    /// - Parameters:
    ///   - name: the label that the metric is made with; the suffix of its kind is added when it is missing.
    ///   - kind: what the metric measures.
    ///   - help: one line about the metric, with its unit.
    ///   - buckets: 1 to 64 ascending upper bounds without +Inf; the default of the kind when `nil`.
    public init(_ name: String, _ kind: Kind, _ help: String, buckets: [Double]? = nil) {
        let buckets = buckets ?? Self.defaultBuckets(kind)
        precondition(
            buckets.count <= 64 && zip(buckets, buckets.dropFirst()).allSatisfy { $0 < $1 },
            "The buckets of \(name) must be at most 64 in ascending order"
        )
        self.name = MetricName.exposed(name, kind)
        self.kind = kind
        self.help = help
        self.buckets = buckets
    }

    /// From 100 µs to a minute in steps of about 2.2, so that 5, 25 and 50 ms, which promises name, are bounds.
    public static let timerBuckets: [Double] = [
        0.0001, 0.000_25, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 60,
    ]
    /// Powers of two from 1 to 65,536, for sizes and counts.
    public static let histogramBuckets: [Double] = (0...16).map { Double(1 << $0) }

    private static func defaultBuckets(_ kind: Kind) -> [Double] {
        switch kind {
        case .timer: timerBuckets
        case .histogram: histogramBuckets
        case .counter, .gauge: []
        }
    }
}

/// The documentation of metrics, made from their descriptions so that a test can hold a README to it.
public enum MetricsTable {
    /// A Markdown table of the metrics, by name.
    public static func markdown(for metrics: [MetricDescription]) -> String {
        let rows = metrics.sorted { $0.name < $1.name }.map { "| `\($0.name)` | \($0.kind.exposed) | \($0.help) |" }
        return (["| Metric | Type | Meaning |", "|---|---|---|"] + rows).joined(separator: "\n") + "\n"
    }
}
