/// What the measurement of reads has found.
struct ReadsReport: Encodable {
    /// One kind of query.
    struct Line: Encodable {
        let query: String
        let what: String
        let bounded: Bool
        /// How many items the pages had on average; 0 for what is no list.
        var items = 0.0
        var fresh: Latencies.Summary?
        var warm: Latencies.Summary?
        var cold: Latencies.Summary?
    }

    /// How long a kind of query took, and what came of it.
    struct Times {
        let latencies: Latencies.Summary
        let items: Double
    }

    let entries: Int
    let wallets: Int
    let boundMs: Double
    var lines: [Line]
    /// Large tables that something bounded has read from end to end.
    var scans: [String] = []

    init(size: ReadsSize, bound: Double, samples: [ReadsSample]) {
        entries = size.entries
        wallets = size.wallets
        boundMs = bound
        lines = samples.map { Line(query: $0.name, what: $0.what, bounded: $0.isBounded) }
    }

    /// What is slower than it may be.
    var problems: [String] {
        let scanned = scans.map { "\($0) was read from end to end" }
        let slow = lines.filter { $0.bounded && ($0.fresh?.p99 ?? .infinity) > boundMs }.map {
            "\($0.query), \($0.what): \(Terminal.fixed($0.fresh?.p99 ?? 0, 1)) ms"
        }
        return scanned + slow
    }

    var text: String {
        let hasCold = lines.contains { $0.cold != nil }
        var table = Table(
            [("query", .left), ("of", .left), ("items", .right)]
                + ["fresh p50", "p99", "max", "warm p50", "p99", "max"].map { ($0, .right) }
                + (hasCold ? [("cold p50", .right), ("max", .right)] : []))
        func times(_ summary: Latencies.Summary?) -> [String] {
            guard let summary else { return ["", "", ""] }
            return [summary.p50, summary.p99, summary.max].map { Terminal.fixed($0, 2) }
        }
        for line in lines {
            let cold = line.cold.map { [$0.p50, $0.max].map { Terminal.fixed($0, 1) } } ?? []
            table.add(
                [line.query, line.what, line.items > 0 ? Terminal.fixed(line.items, 1) : ""] + times(line.fresh)
                    + times(line.warm) + cold)
        }
        let bounded = lines.filter(\.bounded)
        let worst = bounded.compactMap(\.fresh?.p99).max() ?? 0
        return """
            \(table.text)

              \(Terminal.grouped(entries)) entries, \(Terminal.grouped(wallets)) wallets; milliseconds from publish to reply
              the slowest first page: p99 \(Terminal.fixed(worst, 2)) ms of \(Terminal.fixed(boundMs, 0))
            """
    }
}
