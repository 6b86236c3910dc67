import Contracts
import TestWorld
import Testing

/// One message id has one outcome for ever, whoever repeats it.
@Suite("Idempotency", .world(), .serialized, .timeLimit(.minutes(2)))
struct IdempotencyTests {
    @Test("The same content again is answered the same, and does nothing")
    func replay() async throws {
        let world = try World.here
        let client = try await Client(world)
        try await client.makeGuest("replay", with: "100.00 ZAR")
        let subscriber = try await Subscriber(world)
        let id = Request.newID()
        let texts = [
            #"{"wallet":{"party":"replay"},"money":{"amount":"25.50","currency":"ZAR"},"reference":"BK-1"}"#,
            #"{"reference":"BK-1","money":{"currency":"ZAR","amount":"25.5"},"wallet":{"kind":"main","party":"replay"}}"#,
            #"{"wallet":{"party":"replay"},"money":{"amount":"25.50","currency":"ZAR"},"reference":"BK-1","metadata":null}"#,
            #"{"wallet":{"party":"replay"},"money":{"amount":"25.50","currency":"ZAR"},"reference":"BK-1","#
                + #""destination":"revenue","deadline":"2020-01-01T00:00:00Z"}"#,
        ]
        let first = try await client.call(Request(type: "wallet.spend", id: id, texts[0]))
        #expect(first.isCommitted && !first.isReplay, "\(first.body.text)")
        let before = try await world.state()
        for text in texts {
            let again = try await client.call(Request(type: "wallet.spend", id: id, key: "other \(text.count)", text))
            #expect(again.isReplay, "\(again.body.text)")
            #expect(again.body.text == first.body.text.replacing(#""replayed":false"#, with: #""replayed":true"#))
        }
        #expect(try await world.state() == before)
        try await client.deposit("1.00 ZAR", to: "replay")
        let events = try await subscriber.wait(for: 2)
        #expect(events.map(\.routingKey) == ["wallet.spent", "wallet.deposited"])
        #expect(events[0].id == first.event)
    }

    @Test(
        "Other content is refused with the first field that differs",
        arguments: [
            ("wallet", #"{"wallet":{"party":"reuse","kind":"savings"},"money":{"amount":"1","currency":"ZAR"}}"#),
            ("money", #"{"wallet":{"party":"reuse"},"money":{"amount":"1.01","currency":"ZAR"}}"#),
            ("money", #"{"wallet":{"party":"reuse"},"money":{"amount":"1.01","currency":"ZAR"},"reference":"x"}"#),
            ("source", #"{"wallet":{"party":"reuse"},"money":{"amount":"1","currency":"ZAR"},"source":"escrow"}"#),
            ("reference", #"{"wallet":{"party":"reuse"},"money":{"amount":"1","currency":"ZAR"},"reference":"x"}"#),
            (
                "actor",
                #"{"wallet":{"party":"reuse"},"money":{"amount":"1","currency":"ZAR"},"actor":{"id":"a","role":"admin"}}"#
            ),
            ("metadata", #"{"wallet":{"party":"reuse"},"money":{"amount":"1","currency":"ZAR"},"metadata":{"a":"b"}}"#),
            (
                "expected_version",
                #"{"wallet":{"party":"reuse"},"money":{"amount":"1","currency":"ZAR"},"expected_version":"1"}"#
            ),
            ("type", nil),
        ] as [(String, String?)])
    func reuse(field: String, text: String?) async throws {
        let world = try World.here
        let client = try await Client(world)
        let id = "reuse"
        // The first of these cases makes it, for the others it is there already.
        try await client.call(
            PartyRegister(party: party("reuse"), partyType: .guest, name: "R", kycLevel: 0), id: "reuse party")
        let first = try await client.call(
            Request(
                type: "wallet.deposit", id: id, #"{"wallet":{"party":"reuse"},"money":{"amount":"1","currency":"ZAR"}}"#
            ))
        #expect(first.error == .accountNotFound)
        let before = try await world.state()
        let type = text == nil ? "wallet.spend" : "wallet.deposit"
        let other = try await client.call(
            Request(
                type: type, id: id, text ?? #"{"wallet":{"party":"reuse"},"money":{"amount":"1","currency":"ZAR"}}"#))
        #expect(other.error == .idempotencyKeyReused && other.field == field, "\(other.body.text)")
        #expect(other.status == "rejected")
        #expect(try await world.state() == before)
    }

    @Test("A refusal is kept; a new id may succeed")
    func refusalsAreKept() async throws {
        let world = try World.here
        let client = try await Client(world)
        let wallet = try await client.makeGuest("poor", with: "10.00 ZAR")
        let command = WalletSpend(wallet: .id(wallet), money: try money("10.01 ZAR"), destination: .revenue)
        let id = Request.newID()
        let refused = try await client.call(command, id: id)
        #expect(refused.status == "refused" && refused.error == .insufficientFunds && refused.isRetriable == true)
        try await client.deposit("5.00 ZAR", to: "poor")
        let again = try await client.call(command, id: id)
        #expect(again.isReplay && again.error == .insufficientFunds, "\(again.body.text)")
        #expect(again.text("at") == refused.text("at"))
        #expect(try await client.call(command).isCommitted)
    }

    @Test("What could not be read is not kept: the right message may follow under the same id")
    func readingErrorsAreNotKept() async throws {
        let world = try World.here
        let client = try await Client(world)
        try await client.makeGuest("typo", with: "1.00 ZAR")
        let body = #"{"wallet":{"party":"typo"},"money":{"amount":"1.00","currency":"ZAR"}}"#
        let id = Request.newID()
        for (text, code) in [
            ("{", ErrorCode.malformedJSON), (body.replacing("1.00", with: "0"), .amountNotPositive),
            (body.replacing("ZAR", with: "POINTS"), .unknownCurrency),
            (body.replacing("wallet", with: "purse"), .missingField),
            (body.replacing("1.00", with: "1.001"), .tooManyDecimals),
        ] {
            let reply = try await client.call(Request(type: "wallet.deposit", id: id, text))
            #expect(reply.error == code && reply.status == "rejected", "\(reply.body.text)")
        }
        let right = try await client.call(Request(type: "wallet.deposit", id: id, body))
        #expect(right.isCommitted && !right.isReplay, "\(right.body.text)")

        let members: [(id: String?, command: any Command)] = [
            ("linked 0", WalletDeposit(wallet: try wallet(of: "typo"), money: try money("1 ZAR"), source: .cash)),
            ("linked 1", WalletDeposit(wallet: try wallet(of: "typo"), money: try money("1 NONE"), source: .cash)),
        ]
        let linked = try await client.call(Request(batch: members, isLinked: true))
        #expect(linked.outcomes.map(\.error) == [.linkedFailed, .unknownCurrency], "\(linked.body.text)")
        #expect(linked.outcomes.allSatisfy { $0.status == "rejected" })
        #expect(try await client.call(members[0].command, id: "linked 0").isCommitted)
    }

    @Test("A command after its deadline does nothing, and that is kept")
    func deadline() async throws {
        let world = try World.here
        let client = try await Client(world)
        let wallet = try await client.makeGuest("late", with: "10.00 ZAR")
        let command = WalletSpend(wallet: .id(wallet), money: try money("1.00 ZAR"), destination: .revenue)
        var common = CommonFields(deadline: Timestamp(rfc3339: "2020-01-01T00:00:00Z"))
        let late = try await client.call(command, id: "late", common: common)
        #expect(late.error == .deadlineExceeded && late.status == "refused" && late.field == "deadline")
        common.deadline = Timestamp(rfc3339: "2120-01-01T00:00:00Z")
        let again = try await client.call(command, id: "late", common: common)
        #expect(again.isReplay && again.error == .deadlineExceeded)
        #expect(try await client.call(command, id: "in time", common: common).isCommitted)
    }

    @Test("An expected version that is not the account's refuses")
    func expectedVersion() async throws {
        let world = try World.here
        let client = try await Client(world)
        let wallet = try await client.makeGuest("version", with: "10.00 ZAR")
        let command = WalletSpend(wallet: .id(wallet), money: try money("1.00 ZAR"), destination: .revenue)
        let first = try await client.call(command, common: CommonFields(expectedVersion: 1))
        #expect(first.isCommitted && first.accounts[0].text("version") == "2", "\(first.body.text)")
        let stale = try await client.call(command, common: CommonFields(expectedVersion: 1))
        #expect(stale.error == .versionConflict && stale.field == "expected_version", "\(stale.body.text)")
        let next = try await client.call(command, common: CommonFields(expectedVersion: 2))
        #expect(next.isCommitted)
        let unlimited = try await client.call(AccountConfigure(account: .id(wallet), unlimited: true))
        #expect(unlimited.isCommitted, "\(unlimited.body.text)")
        let unknown = try await client.call(command, common: CommonFields(expectedVersion: 4))
        #expect(unknown.error == .versionUnavailable, "\(unknown.body.text)")
    }

    @Test("The sender that the broker has proven has keys of its own")
    func subjects() async throws {
        let world = try World.here
        let client = try await Client(world)
        let command = PartyRegister(party: try party("scoped"), partyType: .guest, name: "S", kycLevel: 0)
        let request = Request(command, id: "scoped")
        let anonymous = try await client.call(request)
        #expect(anonymous.isCommitted && anonymous.subject == "anonymous")
        let proven = try await client.call(request.with { $0.userID = world.broker.user })
        #expect(proven.error == .partyExists && !proven.isReplay)
        #expect(proven.subject == "broker:\(world.broker.user)")
        let again = try await client.call(request)
        #expect(again.isReplay && again.isCommitted)
        let proofs = try await world.count("SELECT sum(proof) FROM outcomes WHERE message_id = 'scoped'")
        #expect(proofs == 1)
    }
}
