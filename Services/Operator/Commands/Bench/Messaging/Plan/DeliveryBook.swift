import Contracts

/// What has come of a plan's messages: each counted once, and its time from when it was due (no coordinated omission).
struct DeliveryBook: Sendable {
    /// A message for which nobody has waited: it belongs to no plan, or to somebody else.
    private(set) var strayed = 0
    /// Messages that came once more; the protocol allows it.
    private(set) var repeated = 0
    /// Distinct messages that have arrived, those before the measurement included.
    private(set) var delivered = 0
    /// Of these, measured ones.
    private(set) var measured = 0
    /// When the last of them came, in nanoseconds after the start.
    private(set) var lastAt: UInt64 = 0
    /// By ``Contracts/MessagePriority/rank``.
    private(set) var latencies = [Latencies](repeating: Latencies(), count: MessagePriority.allCases.count)

    private let plan: MessagingPlan
    private var seen: [UInt64]

    init(_ plan: MessagingPlan) {
        self.plan = plan
        seen = [UInt64](repeating: 0, count: plan.total / 64 + 1)
    }

    /// Takes a message that has arrived.
    ///
    /// - Parameter now: nanoseconds after the start.
    mutating func arrived(_ number: Int, at now: UInt64) {
        guard (0..<plan.total).contains(number) else {
            strayed += 1
            return
        }
        let bit: UInt64 = 1 << UInt64(number % 64)
        guard seen[number / 64] & bit == 0 else {
            repeated += 1
            return
        }
        seen[number / 64] |= bit
        delivered += 1
        lastAt = max(lastAt, now)
        guard number >= plan.firstMeasured else { return }
        measured += 1
        let due = plan.due(number)
        latencies[Int(plan.priority(of: number).rank)].record(nanoseconds: now - min(due, now))
    }

    /// Takes a message that came to somebody else.
    mutating func wentAstray() { strayed += 1 }

    /// Adds what another event loop has counted.
    mutating func add(_ other: DeliveryBook) {
        strayed += other.strayed
        repeated += other.repeated
        delivered += other.delivered
        measured += other.measured
        lastAt = max(lastAt, other.lastAt)
        for rank in latencies.indices { latencies[rank].add(other.latencies[rank]) }
    }

    /// Of all priorities.
    var overall: Latencies {
        var all = Latencies()
        for latencies in latencies { all.add(latencies) }
        return all
    }
}
