import Contracts
import Ledger
import Testing

@Suite("The same message again")
struct ReplayTests {
    @Test("Same content: the same bytes, whether committed or refused, and nothing happens twice")
    func replay() throws {
        var ledger = try TestLedger()
        try ledger.fund("ann", "10")
        for amount in ["4", "400"] {
            let first = ledger.submit(try transfer(amount, from: "ann", to: "bob"), id: amount)
            ledger.wait(seconds: 5)
            let before = ledger.database
            let second = ledger.submit(try transfer(amount + ".00", from: "ann", to: "bob"), id: amount)
            #expect(second.status == .replayed(isCommitted: amount == "4"))
            #expect(second.document == first.document)
            #expect(second.number == 0)
            #expect(!second.isAnnounced)
            #expect(ledger.database.hasSameState(as: before))
        }
        #expect(try ledger.account("bob").posted == 400)
    }

    @Test("A refusal stays a refusal when it could succeed by now; a new id succeeds")
    func storedRefusal() throws {
        var ledger = try TestLedger()
        let command = try transfer("4", from: "ann", to: "bob")
        #expect(ledger.submit(command, id: "one").isFailure)
        try ledger.fund("ann", "10")
        #expect(ledger.submit(command, id: "one").status == .replayed(isCommitted: false))
        #expect(ledger.submit(command, id: "two").status == .committed)
    }

    @Test("A replay is answered even after its deadline, which is no part of the content")
    func deadline() throws {
        var ledger = try TestLedger()
        try ledger.fund("ann", "10")
        let command = try transfer("4", from: "ann", to: "bob")
        let soon = CommonFields(deadline: ledger.now.adding(seconds: 1))
        #expect(ledger.submit(command, id: "one", soon).status == .committed)
        ledger.wait(seconds: 60)
        #expect(ledger.submit(command, id: "one", soon).status == .replayed(isCommitted: true))
        #expect(ledger.submit(command, id: "one").status == .replayed(isCommitted: true))
        // The deadline's own moment is still in time.
        #expect(ledger.submit(command, id: "two", CommonFields(deadline: ledger.now)).status == .committed)
    }

    @Test("Other content: refused by the name of the first field that differs, and the first answer stays")
    func reuse() throws {
        var ledger = try TestLedger()
        try ledger.fund("ann", "10")
        let command = try transfer("4", from: "ann", to: "bob")
        let first = ledger.submit(command, id: "one")
        var other = command
        other.money = try money("5")
        other.reference = "BK-1"
        let actor = CommonFields(actor: Actor(id: try party("ann"), role: .user))
        let reuses: [(any Command, CommonFields, String)] = [
            (other, CommonFields(), "money"), (command, actor, "actor"),
            (command, CommonFields(expectedVersion: 2), "expected_version"),
            (WalletSpend(wallet: try wallet("ann"), money: try money("4"), destination: .fees), CommonFields(), "type"),
        ]
        for (reuse, common, field) in reuses {
            let outcome = ledger.submit(reuse, id: "one", common)
            guard case .rejected(let error) = outcome.status else { return #expect(Bool(false), "\(outcome.status)") }
            #expect(error.code == .idempotencyKeyReused)
            #expect(error.field == field)
        }
        #expect(ledger.submit(command, id: "one").document == first.document)
    }

    @Test("Within one batch the second of two equal messages is a replay of the first")
    func withinBatch() throws {
        var ledger = try TestLedger()
        try ledger.fund("ann", "10")
        let first = ledger.envelope(try transfer("4", from: "ann", to: "bob"), id: "one")
        let other = ledger.envelope(try transfer("5", from: "ann", to: "bob"), id: "one")
        let outcomes = ledger.database.commit([.single(first), .single(first), .single(other)], at: ledger.now).joined()
        #expect(outcomes.map(\.isAnnounced) == [true, false, false])
        #expect(outcomes.map(\.status)[1] == .replayed(isCommitted: true))
        #expect(try ledger.account("bob").posted == 400)
    }

    @Test("One sender's id says nothing about another's")
    func subjects() throws {
        var ledger = try TestLedger()
        try ledger.fund("ann", "10")
        let command = try transfer("1", from: "ann", to: "bob")
        for subject in [Subject.anonymous, .broker(user: "app"), .token(subject: "app"), .broker(user: "anonymous")] {
            let envelope = CommandEnvelope(
                key: CommandKey(subject: subject.text, messageID: "one"), proof: subject.proof, common: CommonFields(),
                trace: nil, command: command)
            #expect(ledger.database.commit(envelope, at: ledger.now).status == .committed)
        }
        #expect(try ledger.account("bob").posted == 400)
    }

    @Test(
        "Of telephone numbers only the last digits are remembered: another one that ends the same is the same content")
    func maskedPhones() throws {
        var ledger = try TestLedger()
        try ledger.fund("ann", "10")
        func sale(_ number: String) throws -> ChargeSaleCreate {
            let phone = try #require(PhoneNumber(text: number))
            return ChargeSaleCreate(wallet: try wallet("ann"), money: try money("1"), phone: phone)
        }
        let first = ledger.submit(try sale("+27831110122"), id: "one")
        #expect(first.status == .committed)
        let second = ledger.submit(try sale("+27842220122"), id: "one")
        #expect(second.status == .replayed(isCommitted: true))
        #expect(second.document == first.document)
        guard case .rejected(let error) = ledger.submit(try sale("+27831110123"), id: "one").status else {
            return #expect(Bool(false), "another number under the same id")
        }
        #expect(error.field == "phone")
    }
}
