import Contracts
import Ledger
import Testing

@Suite("Limits")
struct LimitRuleTests {
    private var ledger: TestLedger

    init() throws {
        ledger = try TestLedger()
        try ledger.fund("ann", "100")
        try ledger.fund("bob", "100")
    }

    private mutating func limit(
        _ name: String = "ann", minimum: String? = nil, maximum: String? = nil, daily: String? = nil
    ) throws {
        try ledger.commit(
            LimitSet(
                wallet: wallet(name, "ZAR"), minimum: minimum.map { try amount($0) },
                maximum: maximum.map { try amount($0) },
                daily: daily.map { try amount($0) }))
    }

    private func spend(_ text: String, _ name: String = "ann") throws -> WalletSpend {
        WalletSpend(wallet: try wallet(name), money: try money(text), destination: .fees)
    }

    private mutating func code(_ command: any Command) throws -> ErrorCode { try ledger.refusal(of: command).code }

    @Test("Bounds are inclusive, on both sides, and hold for what leaves only")
    mutating func inclusive() throws {
        try limit(minimum: "2", maximum: "5", daily: "11")
        #expect(try code(spend("1.99")) == .amountBelowMinimum)
        #expect(try code(spend("5.01")) == .amountAboveMaximum)
        try ledger.commit(spend("2"))
        try ledger.commit(spend("5"))
        #expect(try code(spend("4.01")) == .dailyLimitExceeded)
        try ledger.commit(spend("4"))
        #expect(try code(spend("2")) == .dailyLimitExceeded)
        // What comes in is not bounded, nor is what an administrator corrects.
        try ledger.fund("ann", "0.01")
        try ledger.fund("ann", "50")
        try ledger.commit(
            AdjustmentPost(wallet: wallet("ann"), direction: .down, money: money("0.01"), reason: "less"), asAdmin())
        try ledger.commit(ChargebackPost(wallet: wallet("ann"), money: money("9"), reason: "called back"))
    }

    @Test("Every way out is bounded, and a day's room is one for all of them")
    mutating func everyWay() throws {
        let dollars = AccountOpen(owner: try party("bob"), kind: "main", currency: "USD")
        try ledger.commit(dollars)
        _ = try ledger.bank("ann")
        try limit(daily: "8")
        let ways = try WalletCommand.counted.map { try $0.make(wallet("ann"), money("1")) }
        for way in ways { try ledger.commit(way) }
        let hold = HoldPlace(wallet: try wallet("ann"), money: try money("1"))
        try ledger.commit(hold)
        for way in ways + [hold] { #expect(try code(way) == .dailyLimitExceeded, "\(way)") }
        #expect(ways.count == 7)
        // So is a payout on demand; one by the schedule is the operator's, and bounded by nothing.
        #expect(try code(PayoutRun(wallet: wallet("ann", "ZAR"))) == .dailyLimitExceeded)
        try ledger.commit(PayoutSchedule(wallet: wallet("ann", "ZAR"), interval: .threshold, minimum: amount("1")))
        try ledger.commit(PayoutRun(wallet: wallet("ann", "ZAR"), dueAt: ledger.now))
    }

    @Test("A day ends at midnight in UTC: the last microsecond counts for it, the next one does not")
    mutating func midnight() throws {
        try limit(daily: "10")
        let midnight = try #require(Timestamp(rfc3339: "2026-11-19T00:00:00Z"))
        ledger.now = Timestamp(microseconds: midnight.microseconds - 1)
        try ledger.commit(spend("10"))
        #expect(try code(spend("0.01")) == .dailyLimitExceeded)
        ledger.now = midnight
        try ledger.commit(spend("10"))
        #expect(try code(spend("0.01")) == .dailyLimitExceeded)
        ledger.wait(seconds: 86_399)
        #expect(try code(spend("0.01")) == .dailyLimitExceeded)
        ledger.wait(seconds: 1)
        try ledger.commit(spend("0.01"))
    }

    @Test("What comes back on its day gives its room back: refunded, reversed, released, returned")
    mutating func sameDay() throws {
        _ = try ledger.bank("ann")
        try limit(daily: "10")
        let refunded = try ledger.post(transfer("4", from: "ann", to: "bob"))
        try ledger.commit(TransactionRefund(transaction: refunded, money: money("1"), reason: "some"))
        let reversed = try ledger.post(spend("7"))
        #expect(try code(spend("0.01")) == .dailyLimitExceeded)
        try ledger.commit(TransactionReverse(transaction: reversed, reason: "a mistake"))
        let hold = try ledger.hold("ann", "7")
        #expect(try code(spend("0.01")) == .dailyLimitExceeded)
        try ledger.commit(HoldRelease(hold: hold))
        let withdraw = WithdrawalInitiate(wallet: try wallet("ann"), money: try money("7"))
        let withdrawal = try ledger.make(withdraw, WithdrawalID.self)
        #expect(try code(spend("0.01")) == .dailyLimitExceeded)
        try ledger.commit(WithdrawalFail(withdrawal: withdrawal, reason: "returned"))
        let job = JobStart(wallet: try wallet("ann"), money: try money("7"), jobType: "render")
        let failed = try ledger.make(job, JobID.self)
        try ledger.commit(JobUpdate(job: failed, state: .failed, refund: true))
        let sale = ChargeSaleCreate(wallet: try wallet("ann"), money: try money("7"), phone: try phone("zoe"))
        let sold = try ledger.make(sale, ChargeSaleID.self)
        try ledger.commit(ChargeSaleRefund(chargeSale: sold, reason: "wrong number"))
        try ledger.commit(spend("7"))
        #expect(try code(spend("0.01")) == .dailyLimitExceeded)
    }

    @Test("What comes back on another day gives no room, neither then nor now")
    mutating func otherDay() throws {
        _ = try ledger.bank("ann")
        try limit(daily: "10")
        ledger.now = try #require(Timestamp(rfc3339: "2026-11-18T23:59:59Z"))
        let transfer = try ledger.post(transfer("2", from: "ann", to: "bob"))
        let hold = try ledger.hold("ann", "3", seconds: 600)
        let withdraw = WithdrawalInitiate(wallet: try wallet("ann"), money: try money("2"))
        let withdrawal = try ledger.make(withdraw, WithdrawalID.self)
        ledger.wait(seconds: 1)
        try ledger.commit(spend("10"))
        try ledger.commit(TransactionReverse(transaction: transfer, reason: "a mistake"))
        try ledger.commit(HoldRelease(hold: hold))
        try ledger.commit(WithdrawalFail(withdrawal: withdrawal, reason: "returned"))
        #expect(try code(spend("0.01")) == .dailyLimitExceeded)
    }

    @Test("A hold counts when it is placed; captured, it counts no second time, and its rest gives room back")
    mutating func holds() throws {
        try limit(daily: "10")
        let hold = try ledger.hold("ann", "10", seconds: 600)
        try ledger.commit(HoldCapture(hold: hold, to: wallet("bob"), money: money("4"), final: false))
        #expect(try code(spend("0.01")) == .dailyLimitExceeded)
        try ledger.commit(HoldCapture(hold: hold, to: wallet("bob"), money: money("3"), final: true))
        try ledger.commit(spend("3"))
        #expect(try code(spend("0.01")) == .dailyLimitExceeded)
        let other = try ledger.hold("bob", "1", seconds: 60)
        try limit("bob", maximum: "0.50")
        // It was allowed when it was placed.
        try ledger.commit(HoldCapture(hold: other, to: wallet("ann", "ZAR")))
    }

    @Test("A scheduled payout that comes back was never counted, and leaves no room; one on demand was, and does")
    mutating func payout() throws {
        _ = try ledger.bank("ann")
        try ledger.commit(PayoutSchedule(wallet: wallet("ann", "ZAR"), interval: .threshold, minimum: amount("1")))
        try limit(daily: "100")
        try ledger.commit(spend("10"))
        try ledger.commit(WalletDeposit(wallet: wallet("ann"), money: money("10"), source: .cash))
        for isScheduled in [true, false] {
            let run = PayoutRun(wallet: try wallet("ann", "ZAR"), dueAt: isScheduled ? ledger.now : nil)
            if !isScheduled {
                #expect(try code(run) == .dailyLimitExceeded)
                try ledger.commit(
                    AdjustmentPost(wallet: wallet("ann"), direction: .down, money: money("10"), reason: "less"),
                    asAdmin())
            }
            let withdrawal = try ledger.make(run, WithdrawalID.self)
            let code = ledger.submit(try spend("0.01")).reported?.code
            #expect(code == (isScheduled ? .insufficientFunds : .dailyLimitExceeded))
            try ledger.commit(WithdrawalFail(withdrawal: withdrawal, reason: "returned"))
        }
        try ledger.commit(spend("90"))
        #expect(try code(spend("0.01")) == .dailyLimitExceeded)
    }

    @Test("A KYC level bounds the wallets of all who have it; a wallet's own limit holds beside it")
    mutating func levels() throws {
        try ledger.commit(LimitSet(kycLevel: 0, currency: "ZAR", maximum: amount("5")))
        try limit(minimum: "2", maximum: "50")
        #expect(try code(spend("6")) == .amountAboveMaximum)
        #expect(try code(spend("1")) == .amountBelowMinimum)
        #expect(try code(spend("6", "bob")) == .amountAboveMaximum)
        try ledger.commit(spend("1", "bob"))
        try ledger.commit(PartyUpdate(party: party("ann"), kycLevel: 1))
        try ledger.commit(spend("6"))
        #expect(try code(spend("51")) == .amountAboveMaximum)
        try ledger.commit(LimitSet(kycLevel: 1, currency: "USD", maximum: amount("1")))
        try ledger.commit(spend("6"))
        // Taken away again.
        try limit()
        try ledger.commit(spend("1"))
        try ledger.commit(LimitSet(kycLevel: 0, currency: "ZAR"))
        try ledger.commit(spend("6", "bob"))
    }

    @Test("Counting begins when a daily limit begins to apply")
    mutating func beginning() throws {
        let early = try ledger.post(spend("30"))
        try limit(daily: "10")
        try ledger.commit(spend("10"))
        #expect(try code(spend("0.01")) == .dailyLimitExceeded)
        // What left uncounted gives room when it comes back, but never more than there is.
        try ledger.commit(TransactionReverse(transaction: early, reason: "a mistake"))
        try ledger.commit(spend("10"))
        #expect(try code(spend("0.01")) == .dailyLimitExceeded)
        // While no limit applies nothing is counted; what was counted before is remembered.
        try limit()
        try ledger.commit(spend("10"))
        try limit(daily: "15")
        try ledger.commit(spend("5"))
        #expect(try code(spend("0.01")) == .dailyLimitExceeded)
    }

    @Test("A wallet without a limit of its own is bounded by none")
    mutating func unlimited() throws {
        try limit(minimum: "2", maximum: "3", daily: "3")
        try ledger.commit(AccountConfigure(account: wallet("ann", "ZAR"), unlimited: true))
        try ledger.commit(spend("1"))
        try ledger.commit(spend("400"))
    }

    @Test("After the status, before the funds")
    mutating func order() throws {
        try limit(maximum: "5")
        #expect(try code(spend("500")) == .amountAboveMaximum)
        try ledger.commit(AccountSuspend(account: wallet("ann", "ZAR"), reason: "a question"))
        #expect(try code(spend("500")) == .accountSuspended)
    }

    @Test("A limit that is set, counted against, lifted and set again within a batch is as in several")
    mutating func withinBatch() throws {
        func limit(_ daily: String?) throws -> LimitSet {
            LimitSet(wallet: try wallet("ann", "ZAR"), daily: try daily.map { try amount($0) })
        }
        let outcomes = ledger.outcomes(ofBatch: [
            try spend("3"), try limit("10"), try spend("8"), try spend("3"), try limit(nil), try spend("3"),
            try limit("9"), try spend("2"), try spend("1"),
            LimitSet(kycLevel: 2, currency: "ZAR", maximum: try amount("1")),
            PartyUpdate(party: try party("bob"), kycLevel: 2), try spend("2", "bob"), try spend("1", "bob"),
        ])
        #expect(
            outcomes.map(\.isFailure) == [
                false, false, false, true, false, false, false, true, false, false, false, true, false,
            ])
    }

    @Test("What is told of a limit")
    mutating func document() throws {
        let own = LimitSet(wallet: try wallet("ann", "ZAR"), minimum: try amount("2"), daily: try amount("10.5"))
        let outcome = try ledger.commit(own)
        let id = try ledger.account("ann").id.description
        let expected: JSONValue = [
            "wallet": .string(id), "currency": "ZAR", "minimum": "2.00", "daily": "10.50",
        ]
        #expect(try .object(ledger.told("limit", by: outcome)) == expected)
        #expect(outcome.concerns == id)
        let level = try ledger.commit(LimitSet(kycLevel: 2, currency: "JPY", maximum: amount("5000")))
        let told: JSONValue = ["kyc_level": 2, "currency": "JPY", "maximum": "5000"]
        #expect(try .object(ledger.told("limit", by: level)) == told)
    }
}
