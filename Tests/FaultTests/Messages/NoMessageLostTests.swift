import TestWorld
import Testing

/// Processes die without a word while people write to each other, and every message that was accepted is stored once and arrives.
///
/// The seed is printed; `KAURI_FAULT_SEED` repeats its plan and its messages.
@Suite("Faults of messaging", .serialized, .timeLimit(.minutes(8)))
struct NoMessageLostTests {
    @Test("Every process is killed again and again while messages flow, and no message is lost")
    func noMessageIsLost() async throws {
        let seed = try FaultPlan.seed()
        FaultRun.say("messages, seed \(seed); repeat with KAURI_FAULT_SEED=\(seed)")
        let settings = ["KAURI_ROLES": "messages,queries"]
        try await World.withOwnStack(services: 1, settings: settings, purpose: "messaging faults") { world in
            let run = try await MessageRun(world, seed: seed)
            do {
                try await Self.check(run)
            } catch {
                await run.close()
                throw error
            }
            await run.close()
        }
    }

    private static func check(_ run: MessageRun) async throws {
        let begun = ContinuousClock.now
        try await run.mistreat()
        let mistreated = ContinuousClock.now
        try await run.settle()
        let found = try await run.reconciliation()
        await tell(run, found, under: mistreated - begun, settled: .now - mistreated)

        #expect(await run.injector.happened == FaultPlan.messaging)
        #expect(found.problems == [])
        #expect(try await run.world.gapInTheLog() == nil)
        var lengths: [String: Int] = [:]
        try? await eventually("queues are not empty", within: .seconds(20), every: .milliseconds(500)) {
            lengths = try await run.world.queueLengths().filter { $0.key.hasPrefix("messaging.") }
            return lengths.values.allSatisfy { $0 == 0 }
        }
        #expect(lengths.filter { $0.value != 0 } == [:])
    }

    private static func tell(
        _ run: MessageRun, _ found: MessageReconciliation, under load: Duration, settled: Duration
    ) async {
        await run.injector.tell()
        let messages = found.messages.values
        var (copies, connections) = (0, 0)
        for reader in run.readers {
            copies += await reader.copies
            connections += await reader.connections
        }
        let restarts = await run.restarts()
        FaultRun.say(
            """
            \(load.seconds) s under load, settled in \(settled.seconds) s; \(messages.count) messages, \
            \(messages.count { $0.verdict == .accepted }) accepted, \(await run.book.repeated) sent again, \
            \(await run.book.abandoned) given up; \(found.stored.count) stored, \
            \(found.arrivals.values.reduce(0) { $0 + $1.bodies.count }) arrived, \(copies) copies of them; \
            \(found.letters.count) dead letters; \(connections) connections of readers, \(restarts.count) restarts, \
            failed: \(restarts.failures)
            """)
    }
}
