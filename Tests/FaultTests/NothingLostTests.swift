import TestWorld
import Testing

/// Processes die without a word in the middle of everything, and nothing is lost, doubled or invented.
///
/// The seed is printed; `KAURI_FAULT_SEED` repeats its plan and its commands. The moments at which they meet are the
/// machine's, so a repetition is similar and not the same.
@Suite("Faults", .serialized, .timeLimit(.minutes(8)))
struct NothingLostTests {
    @Test("Every process is killed again and again under load, and nothing is lost")
    func nothingIsLost() async throws {
        let seed = try FaultPlan.seed()
        FaultRun.say("seed \(seed); repeat with KAURI_FAULT_SEED=\(seed)")
        try await World.withOwnStack(services: 1, purpose: "faults") { world in
            let run = try await FaultRun(world, seed: seed)
            do {
                try await Self.check(run)
            } catch {
                await run.close()
                throw error
            }
            await run.close()
        }
    }

    private static func check(_ run: FaultRun) async throws {
        let begun = ContinuousClock.now
        try await run.mistreat()
        let mistreated = ContinuousClock.now
        let lost = try await run.settle()
        let found = try await run.reconciliation()
        await tell(run, found, lost, under: mistreated - begun, settled: .now - mistreated)

        #expect(await run.injector.happened == FaultPlan.ledger)
        #expect(found.problems == [])
        let unexplained = found.decided(lost, outside: await run.injector.brokerOutages, by: .seconds(30))
        #expect(unexplained == [], "replies were never sent although the broker was there")
        #expect(try await run.world.audit().problems == [])
        #expect(await run.reader.unreadable == [])
        #expect(await run.log.strangers == 0)
        try await checkBroker(run, found)
    }

    /// The event log has every event too, no queue of the ledger keeps anything, and nothing was given up.
    private static func checkBroker(_ run: FaultRun, _ found: Reconciliation) async throws {
        let expected = Set(found.outcomes.values.compactMap { $0.first?.event })
        let log = try await Subscriber(run.world, to: .log, keepsEvents: false)
        try? await eventually("events are missing", within: .seconds(30)) { await log.counts.count >= expected.count }
        #expect(Set(await log.counts.keys) == expected, "the event log differs from the outcomes")
        var lengths: [String: Int] = [:]
        try? await eventually("queues are not empty", within: .seconds(30), every: .milliseconds(500)) {
            lengths = try await run.world.queueLengths().filter { $0.key.hasPrefix("ledger.") }
            return lengths.allSatisfy { $0.value == 0 || $0.key == "ledger.events.log" }
        }
        #expect(lengths["ledger.dead-letters"] == 0)
        for (queue, length) in lengths where queue.hasPrefix("ledger.commands") {
            #expect(length == 0, "\(queue) still holds \(length)")
        }
    }

    private static func tell(
        _ run: FaultRun, _ found: Reconciliation, _ lost: [SentCommand], under load: Duration, settled: Duration
    ) async {
        let log = run.log
        let commands = await log.commands.values
        let outcomes = found.outcomes.values.compactMap(\.first)
        let repeated = found.events.values.reduce(0) { $0 + $1 - 1 }
        await run.injector.tell()
        FaultRun.say(
            """
            \(load.seconds) s under load, settled in \(settled.seconds) s; \(commands.count) commands, \
            \(await log.confirmed) confirmed, \(await log.published) messages published: \(await log.duplicates) copies \
            on purpose, \(await log.republished) published again, \(await log.abandoned) given up
            """)
        FaultRun.say(
            """
            \(outcomes.count) outcomes, \(outcomes.count { $0.isCommitted }) committed; \
            \(commands.reduce(0) { $0 + $1.replies }) replies, \(commands.reduce(0) { $0 + $1.replays }) of them replays, \
            \(lost.count) lost with the broker and asked for again; \(repeated) events came twice; \
            \(found.overtakings) commands overtaken; \(await run.supervisor.restarts) restarts, \
            failed: \(await run.supervisor.failures)
            """)
    }
}
