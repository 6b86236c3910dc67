import Contracts

/// What `bench messaging` found.
struct MessagingReport: Encodable {
    /// Messages that were handed to their door, those before the measurement included.
    let sent: Int
    /// Of these, those that the service, or the broker where they went in there, has confirmed.
    let accepted: Int
    /// Distinct messages that have arrived at their receiver's socket.
    let delivered: Int
    /// Of these, those that are in the database.
    let persisted: Int
    let deliveredPerSecond: Double
    /// From when a message was due to its receiver's socket: `overall`, and by priority.
    let latencyMs: [String: Latencies.Summary]
    /// The same for a bare NIO WebSocket echo under the same rate; null where it was not measured.
    let echoLatencyMs: Latencies.Summary?
    let echo: String
    /// From when a message was due to the confirmation that its sender got.
    let acceptedLatencyMs: Latencies.Summary
    /// From when a message was due to when this program sent it: part of every latency here.
    let loadLagMs: Latencies.Summary
    /// Of the service's process, with all connections open, at the end of the load; null where it runs elsewhere.
    let rssBytes: Int?
    /// The same before the first connection.
    let rssBytesBefore: Int?
    /// What the open sessions have added before anything was sent, for each of them.
    let rssBytesPerConnection: Int?
    let cpuSeconds: [String: Double]
    let connections: Int
    let rate: Int
    let duration: Double
    let warmUp: Double
    let from: String
    let bulk: Int
    let bodyBytes: Int
    let refused: [String: Int]
    let lostConnections: [String: Int]
    /// Messages that came once more, as the protocol allows.
    let repeated: Int
    /// Messages that came to somebody for whom they were not.
    let strayed: Int
    /// Records that the service left out for a slow client.
    let leftOut: Int

    /// What was measured beside the messages themselves.
    struct Surroundings {
        var persisted = 0
        var rssBefore: Int?
        var rssConnected: Int?
        var rssAfter: Int?
        var cpu: [String: Double] = [:]
    }

    init(
        _ plan: MessagingPlan, _ result: MessagingLoad.Result, _ around: Surroundings, echo: DeliveryBook?,
        when: EchoTime
    ) {
        let (sends, book) = (result.sends, result.deliveries)
        sent = sends.sent
        accepted = sends.accepted
        delivered = book.delivered
        persisted = around.persisted
        let begin = plan.due(plan.firstMeasured)
        let seconds = Double(book.lastAt - min(begin, book.lastAt)) / 1e9
        deliveredPerSecond = seconds > 0 ? (Double(book.measured) / seconds * 10).rounded() / 10 : 0
        var latencies = ["overall": book.overall.summary]
        for priority in plan.priorities { latencies[priority.rawValue] = book.latencies[Int(priority.rank)].summary }
        latencyMs = latencies
        echoLatencyMs = echo?.overall.summary
        self.echo = when.rawValue
        acceptedLatencyMs = sends.acceptance.summary
        loadLagMs = sends.lag.summary
        rssBytes = around.rssAfter
        rssBytesBefore = around.rssBefore
        rssBytesPerConnection = around.rssBefore.flatMap { before in
            around.rssConnected.map { ($0 - before) / plan.connections }
        }
        cpuSeconds = around.cpu
        connections = plan.connections
        rate = plan.rate
        duration = plan.duration
        warmUp = plan.warmUp
        from = plan.source.rawValue
        bulk = plan.bulk
        bodyBytes = plan.bodyLength
        refused = sends.refused
        lostConnections = sends.lost
        repeated = book.repeated
        strayed = book.strayed
        leftOut = sends.gaps
    }

    /// What is wrong; empty when everything that was sent was accepted, arrived and is stored.
    var problems: [String] {
        var problems: [String] = []
        if !refused.isEmpty { problems.append("\(refused.values.reduce(0, +)) messages were refused: \(refused)") }
        if delivered != accepted { problems.append("\(delivered) of \(accepted) accepted messages have arrived") }
        if persisted != accepted { problems.append("\(persisted) of \(accepted) accepted messages are stored") }
        if strayed > 0 { problems.append("\(strayed) messages came to somebody else") }
        if !lostConnections.isEmpty { problems.append("connections were lost: \(lostConnections)") }
        return problems
    }
}
