extension MessagingReport {
    /// The result for a person.
    var text: String {
        var table = Table([("", .left), ("latency in ms", .left)])
        for name in ["overall", "high", "normal", "low"] {
            if let summary = latencyMs[name] { table.add([name, summary.text]) }
        }
        if let echoLatencyMs { table.add(["bare echo, \(echo)", echoLatencyMs.text]) }
        table.add(["until accepted", acceptedLatencyMs.text])
        table.add(["sent too late", loadLagMs.text])
        var lines = [
            "\(Terminal.grouped(connections)) connections, \(Terminal.grouped(rate))/s from \(from)"
                + (bulk > 1 ? " by \(bulk)" : "")
                + ", \(bodyBytes) bytes, \(Terminal.fixed(duration, 1)) s after \(Terminal.fixed(warmUp, 1)) s",
            "", table.text, "",
            "  sent       \(Terminal.grouped(sent)), accepted \(Terminal.grouped(accepted))",
            "  delivered  \(Terminal.grouped(delivered)), \(Terminal.grouped(Int(deliveredPerSecond.rounded()))) per second",
            "  persisted  \(Terminal.grouped(persisted))",
            "  memory     \(memory)", "  processor  \(processor)",
        ]
        if repeated > 0 { lines.append("  repeated   \(Terminal.grouped(repeated))") }
        if leftOut > 0 { lines.append("  left out   \(Terminal.grouped(leftOut)), to be read from the history") }
        lines += problems.map { "  WRONG: \($0)" }
        return lines.joined(separator: "\n")
    }

    private var memory: String {
        guard let rssBytes, let rssBytesPerConnection else { return "not measured" }
        let whole = Terminal.fixed(Double(rssBytes) / 1_048_576, 1)
        return "\(whole) MiB, \(Terminal.fixed(Double(rssBytesPerConnection) / 1_024, 1)) KiB for each connection"
    }

    private var processor: String {
        let total = max(sent, 1)
        return cpuSeconds.sorted { $0.key < $1.key }.map { name, seconds in
            "\(name) \(Terminal.fixed(seconds, 2)) s (\(Terminal.fixed(seconds * 1e6 / Double(total), 0)) µs each)"
        }.joined(separator: "   ")
    }
}
