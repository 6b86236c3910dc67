import Contracts

/// What `bench ledger` found.
struct BenchReport: Encodable {
    let committed: Int
    let committedPerSecond: Double
    let baselinePerSecond: Double?
    /// How many times the baseline that is.
    let timesBaseline: Double?
    let latencyMs: Latencies.Summary
    /// From publishing a reversal to its reply; nil where none were asked for.
    let reversalLatencyMs: Latencies.Summary?
    let cpuSeconds: ProcessorMeter.Seconds
    let duration: Double
    let wallets: Int
    let batch: Int
    let hot: Bool
    let rate: Int?
    let inFlight: Int
    let sent: Int
    let refused: Int
    let replays: Int
    let errors: [String: Int]
    let repeatedReplies: Int
    let notTaken: Int
    /// The form in which events were counted.
    let eventForm: String?
    /// Distinct events that came; nil where they were not counted.
    let events: Int?
    let baseline: Baseline.Result?

    init(
        _ load: LedgerLoad, plan: LoadPlan, wallets: Int, isHot: Bool, cpu: ProcessorMeter.Seconds,
        form: EventForm?, events: Int?, baseline: Baseline.Result?, reversals: Latencies.Summary?
    ) async {
        let count = await load.count
        duration = (await load.seconds * 1_000).rounded() / 1_000
        committed = count.committed
        committedPerSecond = (Double(count.committed) / duration * 10).rounded() / 10
        baselinePerSecond = baseline?.perSecond
        let perSecond = committedPerSecond
        timesBaseline = baseline.map { ($0.perSecond > 0 ? perSecond / $0.perSecond * 100 : 0).rounded() / 100 }
        latencyMs = await load.latencies.summary
        reversalLatencyMs = reversals
        cpuSeconds = cpu
        self.wallets = wallets
        batch = plan.batch
        hot = isHot
        rate = plan.rate
        inFlight = plan.window
        sent = await load.sentCommands
        refused = count.refused
        replays = count.replayed
        errors = count.errors
        repeatedReplies = await load.repeatedReplies
        notTaken = await load.notTaken
        eventForm = form?.rawValue
        self.events = events
        self.baseline = baseline
    }

    /// What is wrong; empty when every command was carried out.
    var problems: [String] {
        var problems: [String] = []
        if refused > 0 { problems.append("\(refused) commands were refused: \(errors)") }
        if notTaken > 0 { problems.append("the broker did not take \(notTaken) commands") }
        if replays > 0 { problems.append("\(replays) commands had been carried out before") }
        if let events, events != committed { problems.append("\(events) events for \(committed) commands") }
        return problems
    }

    /// The result for a person.
    var text: String {
        let form = batch > 1 ? "messages of \(batch) commands" : "one command a message"
        let loop =
            rate.map { "\(Terminal.grouped($0))/s" } ?? "as fast as it goes, \(Terminal.grouped(inFlight)) in flight"
        var table = Table([("", .left), ("commands", .right), ("per second", .right), ("latency in ms", .left)])
        table.add(["ledger", Terminal.grouped(committed), rate(committedPerSecond), latencyMs.text])
        if let baseline {
            table.add([
                "baseline", Terminal.grouped(baseline.committed), rate(baseline.perSecond), baseline.latencyMs.text,
            ])
        }
        if let reversalLatencyMs { table.add(["reversals", "", "", reversalLatencyMs.text]) }
        var lines = [
            "\(Terminal.grouped(wallets)) wallets, \(form), \(loop)\(hot ? ", all to one account" : ""), \(Terminal.fixed(duration, 1)) s",
            "", table.text, "",
        ]
        if let timesBaseline, let baseline {
            lines.append(
                "  \(Terminal.fixed(timesBaseline, 2)) times the baseline: one SQL transaction per transfer, \(baseline.clients) clients"
            )
        }
        lines.append("  processor  \(processor(cpuSeconds, committed))")
        if let baseline { lines.append("  baseline   \(processor(baseline.cpuSeconds, baseline.committed))") }
        if let events { lines.append("  events     \(Terminal.grouped(events)) distinct, \(eventForm ?? "")") }
        lines += problems.map { "  WRONG: \($0)" }
        return lines.joined(separator: "\n")
    }

    private func rate(_ value: Double) -> String { Terminal.grouped(Int(value.rounded())) }

    private func processor(_ seconds: ProcessorMeter.Seconds, _ commands: Int) -> String {
        [
            ("broker", seconds.broker), ("database", seconds.database), ("service", seconds.service),
            ("load", seconds.load),
        ].map { name, value in
            guard let value else { return "\(name) not measured" }
            let each = commands > 0 ? " (\(Terminal.fixed(value * 1e6 / Double(commands), 0)) µs each)" : ""
            return "\(name) \(Terminal.fixed(value, 2)) s\(each)"
        }.joined(separator: "   ")
    }
}
