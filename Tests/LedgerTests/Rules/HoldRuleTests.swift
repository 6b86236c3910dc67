import Contracts
import Ledger
import Testing

@Suite("Holds")
struct HoldRuleTests {
    private func capture(
        _ hold: HoldID, _ amount: String? = nil, for receiver: String = "bob", final: Bool = false
    ) throws -> HoldCapture {
        HoldCapture(hold: hold, to: try wallet(receiver, "ZAR"), money: try amount.map { try money($0) }, final: final)
    }

    @Test("Held money is there and cannot be spent")
    func placing() throws {
        var ledger = try TestLedger()
        try ledger.fund("ann", "10")
        let hold = try ledger.hold("ann", "8")
        let ann = try ledger.account("ann")
        #expect((ann.posted, ann.held, ann.available) == (1_000, 800, 200))
        #expect(try ledger.refusal(of: transfer("2.01", from: "ann", to: "bob")).code == .insufficientFunds)
        #expect(
            try ledger.refusal(of: HoldPlace(wallet: wallet("ann"), money: money("2.01"))).code == .insufficientFunds)
        try ledger.commit(HoldRelease(hold: hold))
        #expect(try ledger.account("ann").held == 0)
        #expect(ledger.database.holds[hold]?.state == .voided)
    }

    @Test("When a hold expires: seven days, expires_in, expires_at; at most 366 days ahead")
    func expiryTimes() throws {
        var ledger = try TestLedger()
        try ledger.fund("ann", "100")
        let now = ledger.now
        func place(at: Timestamp? = nil, in seconds: Int64? = nil) throws -> HoldPlace {
            HoldPlace(wallet: try wallet("ann"), money: try money("1"), expiresAt: at, expiresIn: seconds)
        }
        let table: [(HoldPlace, Int64)] = [
            (try place(), 7 * 86_400), (try place(in: 60), 60), (try place(at: now.adding(seconds: 5)), 5),
            (try place(at: now.adding(seconds: 366 * 86_400)), 366 * 86_400),
        ]
        for (command, seconds) in table {
            let hold = try #require(try ledger.commit(command).reported?.assigned.hold)
            #expect(ledger.database.holds[hold]?.expiresAt == now.adding(seconds: seconds))
        }
        #expect(try ledger.refusal(of: place(at: now)).code == .holdExpired)
        let tooFar = Timestamp(microseconds: now.adding(seconds: 366 * 86_400).microseconds + 1)
        #expect(try ledger.refusal(of: place(at: tooFar)).code == .invalidField)
    }

    @Test("Captured in parts until nothing is left; then the hold is closed")
    func parts() throws {
        var ledger = try TestLedger()
        try ledger.fund("ann", "10")
        let hold = try ledger.hold("ann", "10")
        try ledger.commit(capture(hold, "4"))
        #expect(ledger.database.holds[hold]?.state == .pending)
        #expect(try ledger.account("ann").held == 600)
        #expect(try ledger.refusal(of: capture(hold, "6.01")).code == .captureExceedsHold)
        try ledger.commit(capture(hold, "6"))
        #expect(ledger.database.holds[hold]?.state == .captured)
        #expect(try ledger.refusal(of: capture(hold, "0.01")).code == .holdClosed)
        #expect(try ledger.refusal(of: HoldRelease(hold: hold)).code == .holdClosed)
        #expect(try ledger.account("bob").posted == 1_000)
        #expect(try ledger.account("ann").held == 0)
    }

    @Test("A final capture gives back the rest; without an amount all is captured")
    func final() throws {
        var ledger = try TestLedger()
        try ledger.fund("ann", "10")
        let first = try ledger.hold("ann", "6")
        try ledger.commit(capture(first, "4", final: true))
        #expect(ledger.database.holds[first].map { [$0.captured, $0.released] } == [400, 200])
        #expect(try ledger.account("ann").available == 600)
        let second = try ledger.hold("ann", "6")
        try ledger.commit(capture(second, "1"))
        try ledger.commit(capture(second))
        #expect(ledger.database.holds[second]?.captured == 600)
        #expect(ledger.database.holds[second]?.state == .captured)
    }

    @Test("Split among host, fee and tax in one transaction")
    func splits() throws {
        var ledger = try TestLedger()
        try ledger.fund("ann", "100")
        let hold = try ledger.hold("ann", "100")
        let splits = [
            Split(to: try wallet("bob"), money: try money("85")),
            Split(to: .system(.fees, currency: "ZAR"), money: try money("10")),
            Split(to: .system(.tax, currency: "ZAR"), money: try money("5")),
        ]
        let id = try ledger.post(HoldCapture(hold: hold, splits: splits))
        #expect(ledger.database.transactions[id]?.postings.map(\.amount) == [-10_000, 8_500, 1_000, 500])
        #expect(try ledger.account("ann").version == 4)
    }

    @Test("Held money does not go back to its own account by capture, nor to another currency")
    func receivers() throws {
        var ledger = try TestLedger()
        try ledger.fund("ann", "10")
        let hold = try ledger.hold("ann", "10")
        #expect(try ledger.refusal(of: capture(hold, "1", for: "ann")).code == .sameAccount)
        let dollars = HoldCapture(hold: hold, to: .system(.fees, currency: "USD"), money: try money("1", "USD"))
        #expect(try ledger.refusal(of: dollars).code == .currencyMismatch)
        let crossed = HoldCapture(hold: hold, to: .system(.fees, currency: "USD"), money: try money("1"))
        #expect(try ledger.refusal(of: crossed).code == .currencyMismatch)
        #expect(try ledger.refusal(of: capture(HoldID(number: 3), "1")).code == .holdNotFound)
    }

    @Test("At its last moment a hold is expired for captures and for the sweeper alike, not before")
    func expiry() throws {
        var ledger = try TestLedger()
        try ledger.fund("ann", "10")
        let hold = try ledger.hold("ann", "10", seconds: 60)
        ledger.now = Timestamp(microseconds: ledger.now.adding(seconds: 60).microseconds - 1)
        #expect(try ledger.refusal(of: HoldExpire(hold: hold)).code == .holdNotExpired)
        try ledger.commit(capture(hold, "1"))
        ledger.now = Timestamp(microseconds: ledger.now.microseconds + 1)
        #expect(try ledger.refusal(of: capture(hold, "1")).code == .holdExpired)
        try ledger.commit(HoldExpire(hold: hold))
        #expect(ledger.database.holds[hold]?.state == .expired)
        #expect(ledger.database.holds[hold]?.released == 900)
        for command in [HoldExpire(hold: hold), HoldRelease(hold: hold), try capture(hold, "1")] as [any Command] {
            #expect(try ledger.refusal(of: command).code == .holdExpired)
        }
    }

    @Test("Release after the time is over and before the sweeper came still works")
    func lateRelease() throws {
        var ledger = try TestLedger()
        try ledger.fund("ann", "10")
        let hold = try ledger.hold("ann", "10", seconds: 60)
        try ledger.commit(capture(hold, "1"))
        ledger.wait(seconds: 61)
        try ledger.commit(HoldRelease(hold: hold, reason: "cancelled"))
        #expect(ledger.database.holds[hold]?.state == .captured)
        #expect(try ledger.account("ann").available == 900)
    }

    @Test("On a suspended wallet: no new hold, no capture; release and expiry always")
    func suspended() throws {
        var ledger = try TestLedger()
        try ledger.fund("ann", "10")
        let first = try ledger.hold("ann", "1")
        let second = try ledger.hold("ann", "1", seconds: 10)
        try ledger.commit(AccountSuspend(account: wallet("ann", "ZAR"), reason: "a question"))
        #expect(try ledger.refusal(of: HoldPlace(wallet: wallet("ann"), money: money("1"))).code == .accountSuspended)
        #expect(try ledger.refusal(of: capture(first, "1")).code == .accountSuspended)
        try ledger.commit(HoldRelease(hold: first))
        ledger.wait(seconds: 10)
        try ledger.commit(HoldExpire(hold: second))
        #expect(try ledger.account("ann").held == 0)
    }

    @Test("An account without a limit holds nothing")
    func unlimited() throws {
        var ledger = try TestLedger()
        try ledger.commit(AccountConfigure(account: wallet("ann", "ZAR"), unlimited: true))
        let error = try ledger.refusal(of: HoldPlace(wallet: wallet("ann"), money: money("1")))
        #expect(error.code == .statusConflict)
        #expect(error.field == "wallet")
    }
}
