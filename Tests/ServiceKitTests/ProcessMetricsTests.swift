import CoreMetrics
import Foundation
import Testing

@testable import ServiceKit

@Suite struct ProcessMetricsTests {
    @Test func theKernelsLineIsRead() {
        var metrics = ProcessMetrics()
        let rest = "S 1 2 3 4 5 6 7 8 9 10 250 50 0 0 20 0 12 0 1000 8192 3 18446744073709551615"
        metrics.readStatus("42 (a) b (c) \(rest)", ticks: 100, page: 4_096, boot: 1_000_000)
        #expect(
            metrics
                == ProcessMetrics(
                    residentBytes: 12_288, virtualBytes: 8_192, processorSeconds: 3, startSeconds: 1_000_010,
                    threads: 12))
        var unreadable = ProcessMetrics()
        unreadable.readStatus("42 (short) S 1", ticks: 100, page: 4_096, boot: nil)
        #expect(unreadable == ProcessMetrics())
    }

    @Test func thisProcessIsPlausible() throws {
        let metrics = ProcessMetrics.read()
        #expect((1 << 20...1 << 40).contains(try #require(metrics.residentBytes)))
        #expect(try #require(metrics.threads) >= 1)
        #expect(try #require(metrics.processorSeconds) >= 0)
        let started = Date(timeIntervalSince1970: try #require(metrics.startSeconds))
        #expect(started.timeIntervalSinceNow < 60 && started.timeIntervalSinceNow > -86_400)
        let open = try #require(metrics.openDescriptors)
        let most = try #require(metrics.mostDescriptors)
        #expect(open >= 3 && open <= most)
    }

    /// Prometheus' own checker reads the page; the test needs `promtool`, which Debian's package `prometheus` has.
    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/promtool")))
    func prometheusAcceptsThePage() throws {
        let registry = PrometheusRegistry(
            seriesPerMetric: 2,
            describing: [
                MetricDescription("kauri_commands_total", .counter, "Commands \"handled\" \\ by\noutcome."),
                MetricDescription("kauri_batch_commands", .histogram, "Commands in a batch."),
                MetricDescription("kauri_commit", .timer, "Commit."),
                MetricDescription("kauri_lanes", .gauge, "Lanes."),
            ])
        for outcome in ["ok", "a\"b\\c\nd", "third", "é漢"] {
            Counter(label: "kauri_commands", dimensions: [("outcome", outcome)], factory: registry).increment()
        }
        Recorder(label: "kauri_batch_commands", factory: registry).record(17)
        Timer(label: "kauri_commit", dimensions: [("lane", "0")], factory: registry).recordMilliseconds(3)
        Meter(label: "kauri_lanes", factory: registry).set(1.5e300)

        let folder = try ScratchFolder()
        let checker = Process()
        checker.executableURL = URL(fileURLWithPath: "/usr/bin/promtool")
        checker.arguments = ["check", "metrics"]
        checker.standardInput = try FileHandle(
            forReadingFrom: URL(fileURLWithPath: folder.write("page", registry.exposition())))
        let output = Pipe()
        checker.standardOutput = output
        checker.standardError = output
        try checker.run()
        let said = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        checker.waitUntilExit()
        #expect(checker.terminationStatus == 0 && said.isEmpty, "\(said)")
    }
}
