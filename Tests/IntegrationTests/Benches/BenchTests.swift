import TestWorld
import Testing

/// The benches run, on a small scale: what they measure here says nothing, that they come to an end and find everything right does.
@Suite("Benches", .world(), .serialized, .timeLimit(.minutes(5)))
struct BenchTests {
    @Test("Every message is accepted, delivered and stored, and all that a reader of the JSON needs is there")
    func messaging() async throws {
        let world = try World.here
        let run = try await world.runTool(
            [
                "bench", "messaging", "--connections", "20", "--rate", "200", "--duration", "3", "--warm-up", "0.5",
                "--json",
            ], settings: try await world.messaging().toolSettings)
        try #require(run.status == 0, "\(run.output)")
        let report = try run.document()
        let sent = try #require(report.text("sent").flatMap { Int($0) })
        #expect(sent == 700)
        for member in ["accepted", "delivered", "persisted"] { #expect(report.text(member) == "\(sent)", "\(member)") }
        for member in ["delivered_per_second", "rss_bytes"] {
            #expect(try #require(report.text(member).flatMap { Double($0) }, "\(member)") > 0)
        }
        for times in [
            "latency_ms.overall", "latency_ms.high", "latency_ms.normal", "latency_ms.low", "echo_latency_ms",
        ] {
            let values = try ["p50", "p99", "max"].map { percentile in
                try #require(report.text("\(times).\(percentile)").flatMap { Double($0) }, "\(times) \(percentile)")
            }
            #expect(values == values.sorted() && values[0] > 0, "\(times)")
        }
    }

    @Test("Transfers are committed, and reversals beside them are answered")
    func ledger() async throws {
        let run = try await World.here.runTool([
            "bench", "ledger", "--wallets", "100", "--duration", "3", "--rate", "200", "--reversals", "10",
            "--no-baseline", "--json",
        ])
        try #require(run.status == 0, "\(run.output)")
        let report = try run.document()
        #expect(try #require(report.text("committed").flatMap { Int($0) }) > 400)
        #expect(report.text("refused") == "0")
        for times in ["latency_ms", "reversal_latency_ms"] {
            #expect(try #require(report.text("\(times).p50").flatMap { Double($0) }, "\(times)") > 0)
        }
    }

    @Test("Every list is answered from a database that the bench has filled, which is gone afterwards")
    func reads() async throws {
        let world = try World.here
        let run = try await world.runTool(
            ["bench", "reads", "--entries", "10000", "--rounds", "2", "--bound", "60000", "--json"], isOwner: true,
            within: .seconds(200))
        try #require(run.status == 0, "\(run.output)")
        let lines = try run.document().objects("lines")
        #expect(lines.count > 10)
        for line in lines {
            #expect(line.text("fresh.p99").flatMap { Double($0) } ?? 0 > 0, "\(line)")
        }
        #expect(try await world.count("SELECT count(*) FROM pg_database WHERE datname LIKE 'kauri_bench_%'") == 0)
    }

    @Test("A ledger that the bench has filled is found right")
    func verify() async throws {
        let world = try World.here
        let run = try await world.runTool(
            ["bench", "verify", "--entries", "2000", "--bound", "60", "--json"], isOwner: true, within: .seconds(200))
        try #require(run.status == 0, "\(run.output)")
        #expect(try #require(run.document().text("seconds").flatMap { Double($0) }) > 0)
    }
}
