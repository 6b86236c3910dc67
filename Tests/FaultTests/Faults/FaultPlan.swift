import Foundation
import NaiveLedger
import Testing

/// Which faults happen, in what order and with what pauses: all of it follows from a seed.
struct FaultPlan: Sendable {
    /// A fault and what surrounds it.
    struct Step: Sendable {
        let fault: Fault
        /// How long load runs undisturbed before it.
        let pause: Duration
        /// How long what was killed stays away.
        let outage: Duration
        /// Says which of several alike is hit.
        let choice: UInt64
        /// Whether the next step waits until the service is ready again; else the next fault may hit a recovery.
        let waitsForRecovery: Bool
    }

    /// How often each fault happens to the ledger.
    static let ledger: [Fault: Int] = [.serviceKilled: 10, .brokerKilled: 5, .databaseKilled: 5, .serviceFrozen: 1]
    /// How often each fault happens to messaging.
    static let messaging: [Fault: Int] = [
        .messagingKilled: 4, .serviceKilled: 3, .brokerKilled: 3, .databaseKilled: 2,
    ]

    let steps: [Step]

    /// - Parameter times: how often each fault happens.
    init(seed: UInt64, times: [Fault: Int]) {
        var random = HistoryRandom(seed: seed)
        let faults = Fault.allCases.flatMap { Array(repeating: $0, count: times[$0, default: 0]) }
            .shuffled(using: &random)
        var steps: [Step] = []
        for fault in faults {
            let pause = Duration.milliseconds(random.number(200...4_000))
            let outage = Duration.milliseconds(random.number(0...1_500))
            steps.append(
                Step(
                    fault: fault, pause: pause, outage: outage, choice: random.next(),
                    waitsForRecovery: random.chance(70)))
        }
        self.steps = steps
    }

    /// The seed that `KAURI_FAULT_SEED` names, or a new one.
    static func seed() throws -> UInt64 {
        guard let text = ProcessInfo.processInfo.environment["KAURI_FAULT_SEED"] else {
            return UInt64.random(in: 0..<1_000_000_000)
        }
        return try #require(UInt64(text), "KAURI_FAULT_SEED is no whole number")
    }
}
