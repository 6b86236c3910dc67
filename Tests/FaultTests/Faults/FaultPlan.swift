import NaiveLedger

/// Which faults happen, in what order and with what pauses: all of it follows from a seed.
struct FaultPlan: Sendable {
    /// A fault and what surrounds it.
    struct Step: Sendable {
        let fault: Fault
        /// How long load runs undisturbed before it.
        let pause: Duration
        /// How long what was killed stays away.
        let outage: Duration
        /// Whether the next step waits until the service is ready again; else the next fault may hit a recovery.
        let waitsForRecovery: Bool
    }

    let steps: [Step]

    init(seed: UInt64) {
        var random = HistoryRandom(seed: seed)
        let faults = Fault.allCases.flatMap { Array(repeating: $0, count: $0.times) }.shuffled(using: &random)
        var steps: [Step] = []
        for fault in faults {
            let pause = Duration.milliseconds(random.number(200...4_000))
            let outage = Duration.milliseconds(random.number(0...1_500))
            steps.append(Step(fault: fault, pause: pause, outage: outage, waitsForRecovery: random.chance(70)))
        }
        self.steps = steps
    }
}
