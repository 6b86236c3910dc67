extension PrometheusRegistry {
    /// The metrics that every service has besides those of its process, for the metrics table.
    public static let serviceMetrics = ownMetrics + [ServiceLogging.droppedLinesMetric] + HealthMetrics.all

    static let ownMetrics = [overflowMetric, rejectedMetric]

    private static let overflowMetric = MetricDescription(
        "kauri_metrics_overflow_total", .counter,
        "Handles with a label set beyond the bound of their metric, sent to the series overflow.")
    private static let rejectedMetric = MetricDescription(
        "kauri_metrics_rejected_total", .counter,
        "Handles of metrics that are not exposed: too many metrics, or a name in use by another kind.")

    /// All metrics in Prometheus' text format 0.0.4, sorted by name and labels, with those of the process.
    public func exposition() -> String {
        let (families, readers, rejected) = state.withLock { ($0.families, $0.readers, $0.rejected) }
        var page = ExpositionPage()
        for (name, family) in families {
            page.family(name, family.description.kind.exposed, help: family.description.help) { page in
                for (_, entry) in family.series.sorted(by: { $0.key < $1.key }) {
                    entry.series.expose(to: &page)
                }
                family.overflow?.expose(to: &page)
            }
        }
        let overflowed = families.filter { $0.value.overflowed > 0 }.sorted { $0.key < $1.key }
        Self.expose(Self.overflowMetric, to: &page) { page in
            for (name, family) in overflowed {
                page.sample(Self.overflowMetric.name, SeriesLabels([("metric", name)]), String(family.overflowed))
            }
        }
        Self.expose(Self.rejectedMetric, to: &page) { page in
            page.sample(Self.rejectedMetric.name, SeriesLabels([]), String(rejected))
        }
        for reader in readers {
            Self.expose(reader.description, to: &page) { page in
                page.sample(reader.description.name, SeriesLabels([]), ExpositionPage.number(reader.value()))
            }
        }
        ProcessMetrics.read().expose(to: &page)
        return page.text()
    }

    private static func expose(
        _ description: MetricDescription, to page: inout ExpositionPage, _ body: (inout ExpositionPage) -> Void
    ) {
        page.family(description.name, description.kind.exposed, help: description.help, body)
    }
}
