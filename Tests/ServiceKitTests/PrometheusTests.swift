import CoreMetrics
import ServiceKit
import Testing

/// The samples and comments of the page about metrics that begin with one of the prefixes.
private func page(_ registry: PrometheusRegistry, _ prefixes: String...) -> [String] {
    registry.exposition().split(separator: "\n").map(String.init).filter { line in
        let name = line.hasPrefix("# ") ? String(line.split(separator: " ")[2]) : line
        return prefixes.contains { name.hasPrefix($0) }
    }
}

@Suite struct PrometheusTests {
    @Test func everyKindIsExposed() {
        let registry = PrometheusRegistry(describing: [
            MetricDescription("commands", .counter, "Commands \\ handled\nso far."),
            MetricDescription("size", .histogram, "Commands in a batch.", buckets: [1, 10]),
            MetricDescription("wait", .timer, "Wait.", buckets: [0.001, 0.5]),
        ])
        let counter = Counter(label: "commands", dimensions: [("outcome", "ok"), ("lane", "0")], factory: registry)
        counter.increment()
        counter.increment(by: 41)
        FloatingPointCounter(label: "joules", factory: registry).increment(by: 1.5)
        let meter = Meter(label: "depth", factory: registry)
        meter.set(7)
        meter.decrement(by: 0.5)
        Gauge(label: "level", factory: registry).record(-3)
        let recorder = Recorder(label: "size", factory: registry)
        for value in [1, 2, 10, 11] { recorder.record(value) }
        let timer = Timer(label: "wait", dimensions: [("lane", "0")], factory: registry)
        timer.recordMilliseconds(1)
        timer.recordSeconds(2)

        #expect(
            page(registry, "commands", "joules", "depth", "level", "size", "wait") == [
                #"# HELP commands_total Commands \\ handled\nso far."#,
                "# TYPE commands_total counter",
                #"commands_total{lane="0",outcome="ok"} 42"#,
                "# HELP depth Not described.",
                "# TYPE depth gauge",
                "depth 6.5",
                "# HELP joules_total Not described.",
                "# TYPE joules_total counter",
                "joules_total 1.5",
                "# HELP level Not described.",
                "# TYPE level gauge",
                "level -3",
                "# HELP size Commands in a batch.",
                "# TYPE size histogram",
                #"size_bucket{le="1"} 1"#,
                #"size_bucket{le="10"} 3"#,
                #"size_bucket{le="+Inf"} 4"#,
                "size_sum 24",
                "size_count 4",
                "# HELP wait_seconds Wait.",
                "# TYPE wait_seconds histogram",
                #"wait_seconds_bucket{lane="0",le="0.001"} 1"#,
                #"wait_seconds_bucket{lane="0",le="0.5"} 1"#,
                #"wait_seconds_bucket{lane="0",le="+Inf"} 2"#,
                #"wait_seconds_sum{lane="0"} 2.001"#,
                #"wait_seconds_count{lane="0"} 2"#,
            ])
    }

    @Test func namesAndLabelsAreMadeValid() {
        let registry = PrometheusRegistry()
        let dimensions = [
            ("path", "a\"b\\c\nd"), ("1st", "x"), ("le", "y"), ("__own", "z"), ("path", "ignored"), ("bücher", "é"),
            ("lines", "a\r\nb"),
        ]
        Counter(label: "9 lives.of-a:cat", dimensions: dimensions, factory: registry).increment()
        #expect(
            page(registry, "_9").last
                == #"_9_lives_of_a:cat_total{_1st="x",b_cher="é",label___own="z",label_le="y",lines="a"# + "\r"
                + #"\nb",path="a\"b\\c\nd"} 1"#)
    }

    @Test func equalLabelsInAnyOrderAreOneSeries() {
        let registry = PrometheusRegistry()
        Counter(label: "c", dimensions: [("a", "1"), ("b", "2")], factory: registry).increment()
        Counter(label: "c_total", dimensions: [("b", "2"), ("a", "1")], factory: registry).increment()
        #expect(page(registry, "c_").last == #"c_total{a="1",b="2"} 2"#)
    }

    @Test func seriesBeyondTheBoundShareOne() {
        let registry = PrometheusRegistry(seriesPerMetric: 3)
        for index in 0..<10 {
            Counter(label: "c", dimensions: [("id", "\(index)")], factory: registry).increment()
        }
        Counter(label: "c", dimensions: [("id", "0")], factory: registry).increment()
        #expect(
            page(registry, "c_", "kauri_metrics_overflow").filter { !$0.hasPrefix("#") } == [
                #"c_total{id="0"} 2"#, #"c_total{id="1"} 1"#, #"c_total{id="2"} 1"#, #"c_total{overflow="true"} 7"#,
                #"kauri_metrics_overflow_total{metric="c_total"} 7"#,
            ])
    }

    @Test func metricsBeyondTheBoundAreNotExposedButCounted() {
        let registry = PrometheusRegistry()
        for index in 0..<(PrometheusRegistry.mostFamilies + 5) {
            Counter(label: "c\(index)", factory: registry).increment()
        }
        let lines = page(registry, "c", "kauri_metrics_rejected").filter { !$0.hasPrefix("#") }
        #expect(lines.count == PrometheusRegistry.mostFamilies + 1)
        #expect(lines.last == "kauri_metrics_rejected_total 5")
    }

    @Test func aNameBelongsToOneKind() {
        let registry = PrometheusRegistry()
        Meter(label: "x", factory: registry).set(1)
        Recorder(label: "x", factory: registry).record(5)
        Recorder(label: "y", factory: registry).record(5)
        Meter(label: "y_sum", factory: registry).set(1)
        Meter(label: "process_open_fds", factory: registry).set(1)
        Counter(label: "kauri_metrics_overflow", factory: registry).increment()
        #expect(page(registry, "x").filter { !$0.hasPrefix("#") } == ["x 1"])
        #expect(page(registry, "y_sum") == ["y_sum 5"])
        #expect(page(registry, "process_open_fds").count == 3)
        #expect(page(registry, "kauri_metrics_rejected").last == "kauri_metrics_rejected_total 4")
    }

    @Test func aSeriesIsForgottenWithItsLastHandle() {
        let registry = PrometheusRegistry(seriesPerMetric: 1)
        let first = Counter(label: "c", dimensions: [("id", "1")], factory: registry)
        let second = Counter(label: "c", dimensions: [("id", "1")], factory: registry)
        first.destroy()
        second.increment()
        #expect(page(registry, "c_").last == #"c_total{id="1"} 1"#)
        second.destroy()
        Counter(label: "c", dimensions: [("id", "2")], factory: registry).increment()
        #expect(page(registry, "c_").last == #"c_total{id="2"} 1"#)
    }

    @Test func impossibleIncrementsAreIgnored() {
        let registry = PrometheusRegistry()
        let counter = Counter(label: "c", factory: registry)
        counter.increment(by: -5)
        let floating = FloatingPointCounter(label: "c", factory: registry)
        floating.increment(by: -1.0)
        floating.increment(by: Double.nan)
        floating.increment(by: Double.infinity)
        Recorder(label: "h", factory: registry).record(Double.nan)
        #expect(page(registry, "c_").last == "c_total 0")
        #expect(page(registry, "h").last == "h_count 0")
        Gauge(label: "g", factory: registry).record(Double.infinity)
        #expect(page(registry, "g").last == "g +Inf")
        counter.increment(by: 3)
        counter.reset()
        #expect(page(registry, "c_").last == "c_total 0")
    }

    @Test func nothingIsLostBetweenThreads() async {
        let registry = PrometheusRegistry()
        let counter = Counter(label: "c", factory: registry)
        let meter = Meter(label: "m", factory: registry)
        let timer = Timer(label: "t", factory: registry)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<5_000 {
                        counter.increment()
                        meter.increment(by: 0.5)
                        timer.recordNanoseconds(1_000_000)
                    }
                }
            }
        }
        #expect(page(registry, "c_").last == "c_total 40000")
        #expect(page(registry, "m").last == "m 20000")
        #expect(page(registry, "t_").last == "t_seconds_count 40000")
    }

    @Test func theTableIsMadeFromTheDescriptions() {
        let table = MetricsTable.markdown(for: [
            MetricDescription("wait", .timer, "Wait."), MetricDescription("commands", .counter, "Commands."),
        ])
        #expect(
            table == """
                | Metric | Type | Meaning |
                |---|---|---|
                | `commands_total` | counter | Commands. |
                | `wait_seconds` | histogram | Wait. |

                """)
    }
}
