import Contracts
import Ledger
import Testing

/// What a batch decides must not depend on where it begins and ends.
@Suite("Batch boundaries")
struct BatchBoundaryTests {
    @Test("A party, its wallet and its telephone are usable within the batch that makes them")
    func newParty() throws {
        var ledger = try TestLedger()
        let commands: [any Command] = [
            PartyRegister(
                party: try party("zoe"), partyType: .guest, name: "Zoe", phone: try phone("zoe"), kycLevel: 0),
            WalletDeposit(wallet: try wallet("zoe"), money: try money("5"), source: .cash, open: true),
            WalletTransfer(
                from: .phone(try phone("zoe"), kind: "main", currency: nil), to: try wallet("ann"),
                money: try money("2")),
            PartyRegister(
                party: try party("yan"), partyType: .guest, name: "Yan", phone: try phone("zoe"), kycLevel: 0),
        ]
        let (together, apart) = ledger.bothWays(commands.map { ledger.envelope($0) })
        #expect(together.map(\.document) == apart.map(\.document))
        #expect(together.map(\.isFailure) == [false, false, false, true])
    }

    @Test("A wallet loses and regains its limit among payments")
    func limits() throws {
        var ledger = try TestLedger()
        try ledger.fund("bob", "50")
        let ann = try wallet("ann", "ZAR")
        let commands: [any Command] = [
            try transfer("1", from: "ann", to: "bob"), AccountConfigure(account: ann, unlimited: true),
            try transfer("30", from: "ann", to: "bob"), try transfer("5", from: "bob", to: "ann"),
            AccountConfigure(account: ann, overdraftLimit: try DecimalAmount(parsing: "25"), unlimited: false),
            try transfer("0.01", from: "ann", to: "bob"),
        ]
        let (together, apart) = ledger.bothWays(commands.map { ledger.envelope($0) })
        #expect(together.map(\.document) == apart.map(\.document))
        #expect(together.map(\.isFailure) == [true, false, false, false, false, true])
    }

    @Test("Message ids that only look alike are different ids")
    func lookalikes() throws {
        var ledger = try TestLedger()
        try ledger.fund("ann", "10")
        let composed = ledger.envelope(try transfer("1", from: "ann", to: "bob"), id: "caf\u{E9}")
        let decomposed = ledger.envelope(try transfer("1", from: "ann", to: "bob"), id: "cafe\u{301}")
        let (together, apart) = ledger.bothWays([composed, decomposed])
        #expect(together.map(\.status) == apart.map(\.status))
    }

    @Test("A capture says the currency of its receiver by money or by name, so that it is always found")
    func captureWithoutMoney() throws {
        var ledger = try TestLedger()
        try ledger.fund("ann", "10")
        let hold = try ledger.hold("ann", "4")
        let deposit = ledger.envelope(WalletDeposit(wallet: try wallet("bob"), money: try money("1"), source: .cash))
        let capture = ledger.envelope(HoldCapture(hold: hold, to: try wallet("bob", "ZAR"), final: true))
        let (together, apart) = ledger.bothWays([deposit, capture])
        #expect(together.map(\.document) == apart.map(\.document))
        #expect(together.map(\.status) == [.committed, .committed])
    }

    @Test("A limit is not lifted while money is held; afterwards nothing is held for ever")
    func holdWithoutLimit() throws {
        var ledger = try TestLedger()
        try ledger.fund("ann", "10")
        let hold = try ledger.hold("ann", "4")
        let lift = AccountConfigure(account: try wallet("ann", "ZAR"), unlimited: true)
        #expect(try ledger.refusal(of: lift).code == .statusConflict)
        let commands: [any Command] = [
            HoldRelease(hold: hold), lift, HoldPlace(wallet: try wallet("ann"), money: try money("1")),
        ]
        let (together, apart) = ledger.bothWays(commands.map { ledger.envelope($0) })
        #expect(together.map(\.document) == apart.map(\.document))
        #expect(together.map(\.isFailure) == [false, false, true])
    }
}
