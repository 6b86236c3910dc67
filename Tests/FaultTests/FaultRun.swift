import Foundation
import NaiveLedger
import TestWorld
import Testing

/// One run: load from several publishers, faults in the middle of it, and the settling of everything that is on its way.
struct FaultRun {
    let world: World
    let seed: UInt64
    let service: TransactionServiceProcess
    let subscriber: Subscriber
    let log: CommandLog
    let reader: ReplyReader
    let supervisor: Supervisor
    let injector: FaultInjector

    init(_ world: World, seed: UInt64) async throws {
        self.world = world
        self.seed = seed
        service = try await world.service
        // From before the first command, so that every event is this subscriber's too.
        subscriber = try await Subscriber(world, to: .keptEvents, keepsEvents: false)
        let client = try await Client(world)
        try await Wallets.open(client)
        await client.close()
        log = CommandLog()
        reader = try await ReplyReader(world, log)
        supervisor = Supervisor(service)
        injector = FaultInjector(world, service, say: Self.say)
    }

    /// Lets load run while the plan's faults happen.
    func mistreat() async throws {
        let plan = FaultPlan(seed: seed, times: FaultPlan.ledger)
        await supervisor.start()
        let end = EndOfLoad()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<Self.publishers {
                group.addTask {
                    var publisher = LoadPublisher(
                        number, of: Self.publishers, seed: seed, world: world, log: log, replyTo: reader.queue)
                    try await publisher.run { end.hasCome }
                }
            }
            group.addTask {
                // Whatever happens: the publishers must not go on for ever.
                defer { end.come() }
                try await injector.run(plan)
            }
            try await group.waitForAll()
        }
    }

    /// Waits until everything that is on its way has arrived.
    ///
    /// - Returns: how many replies were not received and had to be asked for again.
    func settle() async throws -> [SentCommand] {
        try await eventually("commands without an outcome remain", within: .seconds(90), every: .seconds(1)) {
            let outcomes = try await world.outcomes()
            return await log.commands.values.allSatisfy { !$0.isConfirmed || outcomes[$0.id] != nil }
        }
        try await world.untilAnnounced(within: .seconds(30))
        let committed = try await world.count("SELECT count(*) FROM outcomes WHERE is_committed")
        // What is missing after this time is missing for good; the reconciliation tells which.
        try? await eventually("events are missing", within: .seconds(20)) {
            await subscriber.counts.count >= Int(committed)
        }
        try? await eventually("replies are missing", within: .seconds(10)) { await log.unanswered.isEmpty }
        let lost = await log.unanswered
        try await askAgain(lost)
        await supervisor.stop()
        return lost
    }

    /// Publishes commands once more, so that their stored outcomes are told again.
    private func askAgain(_ commands: [SentCommand]) async throws {
        guard !commands.isEmpty else { return }
        var publisher = LoadPublisher(
            Self.publishers, of: Self.publishers, seed: seed, world: world, log: log, replyTo: reader.queue)
        try await publisher.deliver(
            commands.map { CommandMaker.Draft(id: $0.id, request: $0.request) }, mayGiveUp: false)
        await publisher.close()
        try? await eventually("replies are missing", within: .seconds(30)) { await log.unanswered.isEmpty }
    }

    /// Everything that the three sides know.
    func reconciliation() async throws -> Reconciliation {
        Reconciliation(
            commands: await log.commands, outcomes: try await world.outcomes(), events: await subscriber.counts,
            balances: try await world.balances())
    }

    /// Ends the connections that the world does not know of.
    func close() async {
        await supervisor.stop()
        await reader.close()
    }

    /// Tells the run's course, which a person who looks for a fault wants to see as it goes.
    static let say: @Sendable (String) -> Void = { line in
        try? FileHandle.standardOutput.write(contentsOf: Data("faults: \(line)\n".utf8))
    }

    private static let publishers = 4
}
