import Foundation
import TestWorld

/// Lets a plan's faults happen, one after the other, each at its moment.
actor FaultInjector {
    private let world: World
    private let service: TransactionServiceProcess
    /// All instances of messaging-service; one at a time is killed.
    private let messaging: [MessagingServiceProcess]
    private let say: @Sendable (String) -> Void
    /// RabbitMQ 3.10 may forget a quorum queue that it had only just made, or only just recovered, when it is killed.
    private var brokerIsYoungUntil = ContinuousClock.now + youth
    /// When the broker was away, in microseconds since 1970: a reply that it had not stored may have gone with it.
    private(set) var brokerOutages: [ClosedRange<Int64>] = []
    /// How often each fault happened.
    private(set) var happened: [Fault: Int] = [:]

    init(
        _ world: World, _ service: TransactionServiceProcess, _ messaging: [MessagingServiceProcess] = [],
        say: @escaping @Sendable (String) -> Void
    ) {
        self.world = world
        self.service = service
        self.messaging = messaging
        self.say = say
    }

    /// - Throws: ``WorldError`` when something killed does not come back, or the service does not recover.
    func run(_ plan: FaultPlan) async throws {
        let begun = ContinuousClock.now
        for (index, step) in plan.steps.enumerated() {
            try await Task.sleep(for: step.pause)
            if step.fault == .brokerKilled { try await Task.sleep(until: brokerIsYoungUntil) }
            let moment = ContinuousClock.now
            try await happen(step)
            happened[step.fault, default: 0] += 1
            if step.waitsForRecovery { try await untilReady() }
            let spent = ContinuousClock.now - moment
            say(
                "\(index + 1)/\(plan.steps.count) at \((moment - begun).seconds) s: \(step.fault.rawValue), "
                    + "\(spent.seconds) s")
        }
        try await untilReady()
    }

    private func happen(_ step: FaultPlan.Step) async throws {
        switch step.fault {
        case .serviceKilled: await service.kill()
        case .messagingKilled: await messaging[Int(step.choice % UInt64(messaging.count))].process.kill()
        case .serviceFrozen:
            await service.freeze()
            try await Task.sleep(for: .seconds(20))
            await service.thaw()
        case .databaseKilled:
            try await world.stack.run("kill-database")
            try await Task.sleep(for: step.outage)
            try await restart("database")
        case .brokerKilled:
            let killed = Self.now
            try await world.stack.run("kill-broker")
            try await Task.sleep(for: step.outage)
            try await restart("broker")
            brokerOutages.append(killed...max(killed, Self.now))
            brokerIsYoungUntil = .now + Self.youth
        }
    }

    /// The stack's folder is deleted with the world, so a failure takes the end of the server's log along.
    private func restart(_ server: String) async throws {
        do {
            try await world.stack.run("restart-\(server)")
        } catch {
            let name = server == "database" ? "postgres" : server
            let log = try? String(contentsOfFile: "\(world.stack.folder)/log/\(name).log", encoding: .utf8)
            throw WorldError("\(error)\nIts log ends with\n\(log?.suffix(4_000) ?? "nothing")")
        }
    }

    private func untilReady() async throws {
        for process in [service] + messaging.map(\.process) {
            try await eventually("\(process.name) does not recover: \(process.logTail())", within: .seconds(90)) {
                await process.isReady()
            }
        }
    }

    /// Tells how often each fault has happened.
    func tell() {
        for fault in Fault.allCases { if let count = happened[fault] { say("\(count) × \(fault.rawValue)") } }
    }

    private static let youth = Duration.seconds(5)

    private static var now: Int64 { Int64(Date().timeIntervalSince1970 * 1_000_000) }
}

extension Duration {
    /// Seconds with one decimal, for people.
    var seconds: String {
        let tenths = components.seconds * 10 + components.attoseconds / 100_000_000_000_000_000
        return "\(tenths / 10).\(tenths % 10)"
    }
}
