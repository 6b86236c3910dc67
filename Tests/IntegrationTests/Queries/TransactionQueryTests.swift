import Contracts
import TestWorld
import Testing

/// Transactions with what became of them, and the outcomes of commands.
@Suite("Queries: transactions and outcomes", .world(), .serialized, .timeLimit(.minutes(1)))
struct TransactionQueryTests {
    @Test("A transfer, its refunds, and what it came to; a reversal likewise")
    func givenBack() async throws {
        let world = try World.here
        let client = try await Client(world)
        let asker = Asker(world)
        let guest = try await client.makeGuest("guest", with: "100.00 ZAR")
        try await client.makeGuest("host", with: "1.00 ZAR")
        let transfer = WalletTransfer(
            from: .id(guest), to: try wallet(of: "host"), money: try money("40.00 ZAR"), reference: "BK-1",
            description: "Two nights")
        let sent = try await client.call(
            transfer, common: CommonFields(metadata: [MetadataPair(key: "booking", value: "1")]))
        let id = try #require(sent.transaction)
        var answer = try await asker.ask(TransactionGet(transaction: id))
        #expect(answer.text("transaction.state") == "posted" && answer.text("transaction.type") == "transfer")
        #expect(answer.text("transaction.amount") == "40.00" && answer.text("transaction.currency") == "ZAR")
        #expect(answer.text("transaction.metadata.booking") == "1")
        #expect(
            answer.text("transaction.description") == "Two nights" && answer.text("transaction.reference") == "BK-1")
        #expect(
            answer.text("transaction.legs.0.owner") == "guest" && answer.text("transaction.legs.0.amount") == "-40.00")
        #expect(answer.text("transaction.legs.1.owner") == "host" && answer.objects("transaction.given_back").isEmpty)

        for (amount, state) in [("10.00", "partly_refunded"), ("30.00", "refunded")] {
            let refund = try await client.call(
                TransactionRefund(transaction: id, money: money("\(amount) ZAR"), reason: "as agreed"))
            let back = try #require(refund.transaction)
            answer = try await asker.ask(TransactionGet(transaction: id))
            #expect(answer.text("transaction.state") == state)
            #expect(answer.text("transaction.given_back.0.id") == back.description)
            #expect(answer.text("transaction.given_back.0.amount") == amount)
            #expect(answer.text("transaction.given_back.0.original") == id.description)
        }
        #expect(answer.text("transaction.refunded") == "40.00")
        #expect(try await asker.list(TransactionList(original: id)).map { $0.text("type") } == ["refund", "refund"])

        let second = try #require(try await client.call(transfer).transaction)
        let reversal = try await client.call(TransactionReverse(transaction: second, reason: "a mistake"))
        answer = try await asker.ask(TransactionGet(transaction: second))
        #expect(answer.text("transaction.state") == "reversed")
        #expect(answer.text("transaction.reversed_by") == reversal.transaction?.description)
        #expect(answer.text("transaction.given_back.0.type") == "reversal")
        let listed = try await asker.list(TransactionList(reference: "BK-1"))
        #expect(Set(listed.map { $0.text("id") }) == [id.description, second.description])
        #expect(Set(listed.map { $0.text("state") }) == ["refunded", "reversed"])
        #expect(try await asker.list(TransactionList(reference: "BK")).isEmpty)
        let unknown = TransactionID(number: 99_999_999)
        #expect(try await asker.refusal(of: TransactionGet(transaction: unknown)) == .transactionNotFound)
    }

    @Test("What became of a command is what its reply was: committed or refused, under who sent it")
    func outcome() async throws {
        let world = try World.here
        let client = try await Client(world)
        let asker = Asker(world)
        let wallet = try await client.makeGuest("sender", with: "10.00 ZAR")
        let spend = WalletSpend(wallet: .id(wallet), money: try money("4.00 ZAR"), destination: .revenue)
        let sent = try await client.call(Request(spend, id: "spend 1").with { $0.userID = world.broker.user })
        let refused = try await client.call(
            Request(
                WalletSpend(wallet: .id(wallet), money: try money("40.00 ZAR"), destination: .revenue), id: "spend 2"))
        try #require(refused.error == .insufficientFunds)

        let own = try await asker.ask(OutcomeGet(messageID: "spend 1"))
        var told = sent.document.object
        told["replayed"] = nil
        #expect(own["outcome"] == .object(told))
        let subject = "broker:\(world.broker.user)"
        let named = try await asker.ask(OutcomeGet(messageID: "spend 1", subject: subject))
        #expect(named["outcome"] == own["outcome"])
        let others = try await asker.ask(OutcomeGet(messageID: "spend 2", subject: "anonymous"))
        #expect(others.text("outcome.status") == "refused")
        #expect(others.text("outcome.error.code") == "insufficient_funds")
        #expect(try await asker.refusal(of: OutcomeGet(messageID: "spend 2")) == .outcomeNotFound)
        #expect(try await asker.refusal(of: OutcomeGet(messageID: "spend 3")) == .outcomeNotFound)
    }

    @Test("Holds: each, those of a wallet and of a party, and all in the order in which they expire")
    func holds() async throws {
        let world = try World.here
        let client = try await Client(world)
        let asker = Asker(world)
        let wallet = try await client.makeGuest("holder", with: "100.00 ZAR")
        let other = try await client.makeGuest("other-holder", with: "100.00 ZAR")
        var placed: [(id: HoldID, seconds: Int64)] = []
        for (index, seconds) in ([7_200, 3_600, 5_400, 3_600, 9_000] as [Int64]).enumerated() {
            let reply = try await client.call(
                HoldPlace(
                    wallet: .id(index == 3 ? other : wallet), money: money("10.00 ZAR"), expiresIn: seconds,
                    reference: "BK-\(index)"))
            placed.append((try #require(reply.hold), seconds))
        }
        try #require(try await client.call(HoldRelease(hold: placed[4].id)).isCommitted)
        let captured = try await client.call(
            HoldCapture(
                hold: placed[2].id, to: .system(.revenue, currency: "ZAR"), money: money("4.00 ZAR"), final: false))
        try #require(captured.isCommitted)

        let one = try await asker.ask(HoldGet(hold: placed[2].id))
        #expect(one.text("hold.captured") == "4.00" && one.text("hold.remaining") == "6.00")
        #expect(one.text("hold.state") == "pending" && one.text("hold.owner") == "holder")
        #expect(try await asker.ask(HoldGet(hold: placed[4].id)).text("hold.state") == "voided")
        let ofWallet = try await asker.list(HoldList(wallet: .id(wallet)))
        #expect(ofWallet.map { $0.text("id") } == [2, 1, 0].map { placed[$0].id.description })
        #expect(try await asker.list(HoldList(party: party("holder"))) == ofWallet)
        let all = try await asker.list(HoldList())
        #expect(all.map { $0.text("id") } == [1, 3, 2, 0].map { placed[$0].id.description })
        #expect(try await asker.refusal(of: HoldGet(hold: HoldID(number: 99_999_999))) == .holdNotFound)
    }
}
