import Contracts
import KauriClient
import TestWorld
import Testing

/// The library for applications in Swift while the broker is killed and comes back.
@Suite("The Swift client in an outage", .timeLimit(.minutes(5)))
struct KauriClientOutageTests {
    @Test("Calls get a reply or a clear error within their time, and a subscription goes on with each event once")
    func brokerKilled() async throws {
        try await World.withOwnStack(purpose: "swift client outage") { world in
            let client = try await Client(world)
            _ = try await client.makeGuest("ann", with: "1000.00 ZAR")
            let ledger = KauriLedger(world.broker.named("test swift client"), logger: world.logger)
            let seen = Seen()
            let following = ledger.subscription(SubscriptionPlan(queue: "swift.outage"))
            try await following.open()
            let subscription = Task { try await following.run { await seen.note($0) } }
            let spends = try (0..<300).map { number in
                LedgerCommand(
                    WalletSpend(wallet: try wallet(of: "ann"), money: try money("0.01 ZAR"), destination: .fees),
                    id: "spend \(number)")
            }
            // Eight callers, so that the kill meets calls at every stage.
            let calls = Task {
                try await withThrowingTaskGroup(of: Int.self) { group in
                    for lane in 0..<8 {
                        group.addTask {
                            var failed = 0
                            for number in stride(from: lane, to: spends.count, by: 8) {
                                failed += try await Self.call(spends[number], ledger)
                            }
                            return failed
                        }
                    }
                    return try await group.reduce(0, +)
                }
            }
            try await eventually("nothing is announced") { await seen.events.count >= 20 }
            try await world.stack.run("kill-broker")
            await #expect(throws: LedgerFailure.self) { _ = try await ledger.call(spends[0], timeout: .seconds(1)) }
            try await world.stack.run("restart-broker")
            try await (try world.service).untilReady()
            _ = try await calls.value

            // What had no reply is sent again under the same id: it happens once.
            for spend in spends {
                let reply = try await ledger.call(spend, timeout: .seconds(30))
                #expect(reply.status == .committed, "\(spend.id)")
            }
            try await eventually("events are missing", within: .seconds(60)) {
                await Set(seen.events.map(\.id)).count >= spends.count
            }
            subscription.cancel()
            try await subscription.value
            let events = await seen.events
            #expect(Set(events.map(\.id)).count == spends.count)
            #expect(events.count == spends.count, "an event was handled twice")
            let versions = events.compactMap { $0.accounts.first?.version }
            #expect(versions == versions.sorted())
            await ledger.close()
            #expect(try await world.audit().problems == [])
        }
    }

    /// - Returns: 1 where there was no reply.
    private static func call(_ command: LedgerCommand, _ ledger: KauriLedger) async throws -> Int {
        let begun = ContinuousClock.now
        defer { #expect(ContinuousClock.now - begun < .seconds(6), "\(command.id) came back too late") }
        do throws(LedgerFailure) {
            return try await ledger.call(command, timeout: .seconds(3)).status == .committed ? 0 : 1
        } catch {
            switch error {
            case .noReply(let id): #expect(id == command.id)
            case .notSent(let error): #expect(error.isRetriable, "\(error)")
            default: throw error
            }
            return 1
        }
    }
}
