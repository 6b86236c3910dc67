import Contracts
import KauriClient
import RabbitMQ
import TestWorld
import Testing

/// The library for applications in Swift against a real ledger.
@Suite("The Swift client", .world(settings: ["KAURI_EVENTS": "both"]), .serialized, .timeLimit(.minutes(3)))
struct KauriClientTests {
    @Test("Send, call, replay, refusal, query, batch and health")
    func verbs() async throws {
        try await withLedger { ledger in
            #expect(await ledger.health(within: .seconds(10)).isWell)
            try await open("ann", with: "100.00 ZAR", in: ledger)
            let spend = LedgerCommand(
                WalletSpend(wallet: try wallet(of: "ann"), money: try money("30.00 ZAR"), destination: .revenue))
            #expect(spend.key == "ann")
            let first = try await ledger.call(spend)
            let again = try await ledger.call(spend)
            #expect(first.status == .committed && !first.isReplayed && again.isReplayed)
            #expect(first.accounts.first?.available == (try DecimalAmount(parsing: "70.00")))
            #expect(first.transaction != nil && first.transaction == again.transaction)
            let refused = try await ledger.call(
                LedgerCommand(
                    WalletSpend(wallet: try wallet(of: "ann"), money: try money("70.01 ZAR"), destination: .revenue)))
            #expect(refused.status == .refused && refused.problem?.code == .insufficientFunds)

            let sent = LedgerCommand(
                WalletSpend(wallet: try wallet(of: "ann"), money: try money("1.00 ZAR"), destination: .revenue))
            try await ledger.send(sent)
            try await eventually("the outcome is not found", within: .seconds(20)) {
                do throws(LedgerFailure) {
                    let outcome = try await ledger.query(OutcomeGet(messageID: sent.id))
                    return outcome.text("outcome.status") == "committed"
                } catch {
                    guard case .rejected(let problem) = error, problem.code == .outcomeNotFound else { throw error }
                    return false
                }
            }
            let shown = try await ledger.query(WalletGet(wallet: try wallet(of: "ann", in: "ZAR")))
            #expect(shown.text("wallet.posted") == "69.00")
            let batch = #"{"commands":[{"type":"no.such","data":{}},{"type":"party.erase","data":{}}]}"#
            let replies = try await ledger.callBatch(LedgerCommand(type: "batch", body: Array(batch.utf8)))
            #expect(replies.map(\.problem?.code) == [.unknownType, .missingField])
            await #expect(throws: LedgerFailure.self) {
                _ = try await ledger.query(WalletGet(wallet: try wallet(of: "nobody", in: "ZAR")))
            }
        }
    }

    @Test("A handler that fails keeps the event; all events come in order and once, also after another start")
    func subscription() async throws {
        try await withLedger { ledger in
            let plan = SubscriptionPlan(queue: "swift.subscriber", attempts: 2)
            let failing = ledger.subscription(plan)
            try await failing.open()
            try await open("ben", with: "100.00 ZAR", in: ledger)
            let tries = Seen()
            let failure = await #expect(throws: LedgerFailure.self) {
                try await failing.run { event in
                    guard event.type == "kauri.wallet.deposited" else { return }
                    await tries.note(event)
                    throw WorldError("not now")
                }
            }
            if case .handlerFailed(let id, _) = failure {
                #expect(await tries.events.map(\.id) == [id, id])
            } else {
                Issue.record("\(String(describing: failure))")
            }

            let seen = Seen()
            let following = ledger.subscription(plan)
            let task = Task { try await following.run { await seen.note($0) } }
            for _ in 0..<50 {
                try await ledger.send(
                    LedgerCommand(
                        WalletSpend(wallet: try wallet(of: "ben"), money: try money("0.01 ZAR"), destination: .fees)))
            }
            try await eventually("events are missing", within: .seconds(30)) { await seen.events.count >= 51 }
            task.cancel()
            try await task.value
            let events = await seen.events
            #expect(events.compactMap { $0.accounts.first?.version } == Array(1...51))
            #expect(events.first?.isRedelivered == true && !events.contains { $0.isLate })
            #expect(await following.duplicates == 0)
        }
    }

    @Test("Events in batches: all in order and once, a batch comes again as long as one of its events is not handled")
    func batches() async throws {
        try await withLedger { ledger in
            let plan = SubscriptionPlan.batches(queue: "swift.batches", attempts: 1)
            let failing = ledger.subscription(plan)
            try await failing.open()
            try await open("eve", with: "100.00 ZAR", in: ledger)
            let spend =
                #"{"type":"wallet.spend","data":{"wallet":{"party":"eve"},"money":{"amount":"0.01","currency":"ZAR"},"destination":"fees"}}"#
            let commands = Array(repeating: spend, count: 200).joined(separator: ",")
            let replies = try await ledger.callBatch(
                LedgerCommand(type: "batch", body: Array(#"{"commands":[\#(commands)]}"#.utf8)))
            try #require(replies.count == 200 && replies.allSatisfy { $0.status == .committed })

            let before = Seen()
            await #expect(throws: LedgerFailure.self) {
                try await failing.run { event in
                    // In the middle of the batch.
                    guard await before.events.count < 100 else { throw WorldError("not now") }
                    await before.note(event)
                }
            }
            let seen = Seen()
            let following = ledger.subscription(plan)
            let task = Task { try await following.run { await seen.note($0) } }
            let last: Int64 = 201
            try await eventually("events are missing", within: .seconds(30)) {
                await seen.events.contains { $0.accounts.first?.version == last }
            }
            task.cancel()
            try await task.value
            let events = await seen.events
            #expect(events.compactMap { $0.accounts.first?.version } == Array(2...201), "the batch comes whole")
            #expect(!events.contains { $0.isLate })
            #expect(await before.events.count == 100)
        }
    }

    private func withLedger(_ body: (KauriLedger) async throws -> Void) async throws {
        let world = try World.here
        let ledger = KauriLedger(world.broker.named("test swift client"), logger: world.logger)
        do {
            try await body(ledger)
            await ledger.close()
        } catch {
            await ledger.close()
            throw error
        }
    }

    private func open(_ name: String, with amount: String, in ledger: KauriLedger) async throws {
        let registered = try await ledger.call(
            LedgerCommand(PartyRegister(party: party(name), partyType: .guest, name: "Guest", kycLevel: 0)))
        try #require(registered.status == .committed)
        let deposited = try await ledger.call(
            LedgerCommand(
                WalletDeposit(wallet: wallet(of: name), money: money(amount), source: .cash, open: true)))
        try #require(deposited.status == .committed)
    }
}

/// The events that a handler was given.
actor Seen {
    private(set) var events: [LedgerEvent] = []

    func note(_ event: LedgerEvent) { events.append(event) }
}
