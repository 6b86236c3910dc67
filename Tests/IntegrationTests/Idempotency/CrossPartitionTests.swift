import Contracts
import TestWorld
import Testing

/// The same message id on several partitions at once: lanes that know nothing of each other, and only the database between them.
@Suite(
    "The same key at once", .world(settings: ["KAURI_PARTITIONS": "4", "KAURI_LANES": "4"]), .serialized,
    .timeLimit(.minutes(2)))
struct CrossPartitionTests {
    static let pairs = 300

    @Test("One is carried out, the other is answered again or refused")
    func sameKey() async throws {
        let world = try World.here
        let client = try await Client(world)
        let subscriber = try await Subscriber(world)
        try await client.makeGuest("twin", with: "1000.00 ZAR")
        let before = try await world.audit()

        var requests: [Request] = []
        for pair in 0..<Self.pairs {
            for side in ["a", "b"] {
                // Every other pair differs in its content.
                let amount = side == "b" && pair.isMultiple(of: 2) ? "2.00" : "1.00"
                let command = WalletDeposit(
                    wallet: try wallet(of: "twin"), money: try money("\(amount) ZAR"), source: .cash)
                let request = Request(command, id: "pair \(pair)", key: "\(side) \(pair)")
                requests.append(request.with { $0.correlationID = "\(side) \(pair)" })
            }
        }
        try await client.send(requests)

        var fresh = 0
        var total: Int64 = 0
        for pair in 0..<Self.pairs {
            let replies = try await client.replies(toAll: ["a \(pair)", "b \(pair)"])
            let carriedOut = replies.filter { $0.isCommitted && !$0.isReplay }
            try #require(carriedOut.count == 1, "pair \(pair): \(replies.map(\.body.text))")
            fresh += 1
            total += carriedOut[0].text("transaction.legs.1.amount") == "2.00" ? 200 : 100
            let other = try #require(replies.first { $0.isReplay || !$0.isCommitted })
            if pair.isMultiple(of: 2) {
                #expect(other.error == .idempotencyKeyReused && other.field == "money", "\(other.body.text)")
            } else {
                #expect(other.isReplay && other.event == carriedOut[0].event, "\(other.body.text)")
            }
        }
        let after = try await world.audit()
        #expect(after.problems == [])
        #expect(after.committed == before.committed + Int64(fresh))
        #expect(after.rows["transactions"] == before.rows["transactions", default: 0] + Int64(fresh))
        let balance = try await world.count("SELECT posted FROM accounts WHERE owner = 'twin'")
        #expect(balance == 100_000 + total)
        try await subscriber.wait(for: fresh + 2)
        #expect(await subscriber.counts.values.allSatisfy { $0 == 1 })
        #expect(await subscriber.counts.count == fresh + 2)
    }

    @Test("Money that is there once is spent once")
    func sameMoney() async throws {
        let world = try World.here
        let client = try await Client(world)
        let wallet = try await client.makeGuest("last cent".replacing(" ", with: "-"), with: "100.00 ZAR")
        let command = WalletSpend(wallet: .id(wallet), money: try money("1.00 ZAR"), destination: .revenue)
        let ids = (0..<250).map { "spend \($0)" }
        try await client.send(ids.map { Request(command, id: $0, key: $0) })
        let replies = try await client.replies(toAll: ids)
        #expect(replies.count { $0.isCommitted } == 100)
        #expect(replies.count { $0.error == .insufficientFunds } == 150)
        let audit = try await world.audit()
        #expect(audit.problems == [])
        #expect(try await world.count("SELECT posted FROM accounts WHERE id = \(wallet.number)") == 0)
    }

    @Test("Two refunds at once never exceed the original, two reversals never both happen")
    func sameTransaction() async throws {
        let world = try World.here
        let client = try await Client(world)
        let wallet = try await client.makeGuest("undo", with: "100.00 ZAR")
        for round in 0..<20 {
            let command = WalletSpend(wallet: .id(wallet), money: try money("10.00 ZAR"), destination: .revenue)
            let spent = try #require(try await client.call(command).transaction)
            let refunds = (0..<8).map { "refund \(round) \($0)" }
            let reversals = (0..<8).map { "reverse \(round) \($0)" }
            let refund = TransactionRefund(transaction: spent, money: try money("4.00 ZAR"), reason: "again")
            let reversal = TransactionReverse(transaction: spent, reason: "again")
            let mixed = zip(refunds, reversals).flatMap {
                [Request(refund, id: $0, key: $0), Request(reversal, id: $1, key: $1)]
            }
            try await client.send(round.isMultiple(of: 2) ? mixed : mixed.reversed())
            let answers = try await client.replies(toAll: refunds + reversals)
            let refunded = answers.prefix(8).count { $0.isCommitted }
            let reversed = answers.suffix(8).count { $0.isCommitted }
            #expect(
                (refunded, reversed) == (2, 0) || (refunded, reversed) == (0, 1),
                "round \(round): \(refunded) refunds and \(reversed) reversals: \(answers.map(\.body.text))")
        }
        let problems = try await world.audit().problems
        #expect(problems == [])
    }
}
