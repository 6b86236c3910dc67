import Contracts
import TestWorld
import Testing

/// Messages that hold many commands.
@Suite("Batch messages", .world(), .serialized, .timeLimit(.minutes(2)))
struct BatchTests {
    @Test("A thousand independent commands have a thousand outcomes in their order, in one reply")
    func independent() async throws {
        let world = try World.here
        let client = try await Client(world)
        let subscriber = try await Subscriber(world)
        let wallet = try await client.makeGuest("thousand", with: "500.00 ZAR")
        let spend = WalletSpend(wallet: .id(wallet), money: try money("1.00 ZAR"), destination: .revenue)
        let commands = (0..<1_000).map { (id: $0 % 2 == 0 ? nil : "own \($0)", command: spend as any Command) }
        let reply = try await client.call(Request(batch: commands, id: "thousand"))
        #expect(reply.text("batch") == "thousand")
        let outcomes = reply.outcomes
        #expect(outcomes.count == 1_000)
        #expect(outcomes.enumerated().allSatisfy { $1.id == ($0 % 2 == 0 ? "thousand/\($0)" : "own \($0)") })
        #expect(outcomes.prefix(500).allSatisfy { $0.isCommitted })
        #expect(outcomes.dropFirst(500).allSatisfy { $0.error == .insufficientFunds })
        let events = try await subscriber.wait(for: 502)
        #expect(events.dropFirst(2).map(\.id) == outcomes.prefix(500).map(\.event))

        let again = try await client.call(Request(batch: commands, id: "thousand", key: "elsewhere"))
        #expect(again.outcomes.allSatisfy { $0.isReplay })
        #expect(again.outcomes.map(\.event) == outcomes.map(\.event))
        #expect(try await world.audit().problems == [])
        #expect(try await world.count("SELECT count(*) FROM outcomes WHERE message_id = 'thousand'") == 0)
    }

    @Test("A member that cannot be read does not hinder the others")
    func badMember() async throws {
        let client = try await Client(try World.here)
        let good = #"{"type":"party.register","data":{"party":"beside-%","party_type":"guest","name":"B"}}"#
        let bad = #"{"type":"party.register","id":"bad","data":{"party":"","party_type":"guest","name":"B"}}"#
        let text = #"{"commands":[\#(good.replacing("%", with: "0")),\#(bad),\#(good.replacing("%", with: "2"))]}"#
        let reply = try await client.call(Request(type: "batch", text))
        #expect(reply.outcomes.map(\.status) == ["committed", "rejected", "committed"], "\(reply.body.text)")
        #expect(reply.outcomes[1].error == .invalidField && reply.outcomes[1].id == "bad")
        #expect(reply.outcomes[1].field == "commands[1].data.party")
    }

    @Test("A thousand linked commands are carried out together")
    func linked() async throws {
        let world = try World.here
        let client = try await Client(world)
        let wallet = try await client.makeGuest("linked", with: "1000.00 ZAR")
        let spend = WalletSpend(wallet: .id(wallet), money: try money("1.00 ZAR"), destination: .revenue)
        let commands = (0..<1_000).map { _ in (id: nil as String?, command: spend as any Command) }
        let reply = try await client.call(Request(batch: commands, isLinked: true))
        #expect(reply.outcomes.count == 1_000 && reply.outcomes.allSatisfy { $0.isCommitted })
        #expect(reply.outcomes.last?.account("linked")?.text("available") == "0.00")
        #expect(try await world.audit().problems == [])
    }

    @Test("One that is refused takes all linked ones with it, and is the only one with its own error")
    func linkedFails() async throws {
        let world = try World.here
        let client = try await Client(world)
        let subscriber = try await Subscriber(world)
        let wallet = try await client.makeGuest("fails", with: "5.00 ZAR")
        let before = try await world.audit()
        func spend(_ amount: String) throws -> (id: String?, command: any Command) {
            (nil, WalletSpend(wallet: .id(wallet), money: try money(amount), destination: .revenue))
        }
        let request = Request(
            batch: [try spend("1.00 ZAR"), try spend("4.01 ZAR"), try spend("1.00 ZAR")], isLinked: true)
        for isAgain in [false, true] {
            let reply = try await client.call(request)
            #expect(reply.outcomes.map(\.error) == [.linkedFailed, .insufficientFunds, .linkedFailed])
            #expect(reply.outcomes.allSatisfy { $0.status == "refused" && $0.isReplay == isAgain })
        }
        let after = try await world.audit()
        #expect(after.problems == [])
        #expect(after.rows["transactions"] == before.rows["transactions"])
        #expect(after.rows["outcomes"] == before.rows["outcomes", default: 0] + 3)
        try await client.deposit("1.00 ZAR", to: "fails")
        let events = try await subscriber.wait(for: 3)
        #expect(events.map(\.routingKey) == ["party.registered", "wallet.deposited", "wallet.deposited"])
    }

    @Test("A later command of a batch sees what an earlier one did, through the party's name too")
    func chain() async throws {
        let client = try await Client(try World.here)
        let register = PartyRegister(party: try party("chain"), partyType: .guest, name: "C", kycLevel: 0)
        let deposit = WalletDeposit(
            wallet: try wallet(of: "chain"), money: try money("2.00 ZAR"), source: .cash, open: true)
        let spend = WalletSpend(wallet: try wallet(of: "chain"), money: try money("1.50 ZAR"), destination: .fees)
        for isLinked in [true, false] {
            let commands: [any Command] =
                isLinked ? [register, deposit, spend] : [deposit, spend, spend, deposit, spend]
            let reply = try await client.call(
                Request(batch: commands.map { (id: nil, command: $0) }, isLinked: isLinked))
            let available = reply.outcomes.map { $0.account("chain")?.text("available") }
            #expect(
                available == (isLinked ? [nil, "2.00", "0.50"] : ["2.50", "1.00", nil, "3.00", "1.50"]),
                "\(reply.body.text)")
        }
    }
}
