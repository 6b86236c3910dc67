import Contracts
import Ledger
import Testing

@Suite("Payouts")
struct PayoutRuleTests {
    private var ledger: TestLedger
    private let bank: BankAccountID

    /// A Wednesday, about noon.
    init() throws {
        ledger = try TestLedger()
        try ledger.fund("ann", "10")
        bank = try ledger.bank("ann")
        #expect(ledger.now.rfc3339 == "2026-11-18T11:06:40.000000Z")
    }

    private func moment(_ text: String) throws -> Timestamp { try #require(Timestamp(rfc3339: text)) }

    private mutating func schedule(
        _ interval: PayoutInterval, _ weekday: Weekday? = nil, minimum: String? = nil
    ) throws -> JSONObject {
        let command = PayoutSchedule(
            wallet: try wallet("ann", "ZAR"), interval: interval, weekday: weekday,
            minimum: try minimum.map { try amount($0) })
        return try ledger.told("payout", by: ledger.commit(command))
    }

    private func run(_ dueAt: Timestamp?) throws -> PayoutRun {
        PayoutRun(wallet: try wallet("ann", "ZAR"), dueAt: dueAt)
    }

    @Test(
        "A week's payout is due at the midnight with which its day begins",
        arguments: [
            (Weekday.monday, "2026-11-23"), (.tuesday, "2026-11-24"), (.wednesday, "2026-11-25"),
            (.thursday, "2026-11-19"), (.friday, "2026-11-20"), (.saturday, "2026-11-21"), (.sunday, "2026-11-22"),
        ])
    mutating func weekdays(weekday: Weekday, date: String) throws {
        let told = try schedule(.weekly, weekday)
        #expect(told["next_due_at"]?.asString == "\(date)T00:00:00.000000Z")
        #expect(told["weekday"]?.asString == weekday.rawValue)
        #expect(told["interval"] == "weekly")
        #expect(told["state"] == "scheduled")
        #expect(told["minimum"] == "0.01")
    }

    @Test("A day's payout is due at the next midnight, and a schedule that is set at midnight at the one after it")
    mutating func midnights() throws {
        #expect(try schedule(.daily)["next_due_at"] == "2026-11-19T00:00:00.000000Z")
        ledger.now = try moment("2026-11-18T23:59:59.999999Z")
        #expect(try schedule(.daily)["next_due_at"] == "2026-11-19T00:00:00.000000Z")
        #expect(try schedule(.weekly, .thursday)["next_due_at"] == "2026-11-19T00:00:00.000000Z")
        ledger.now = try moment("2026-11-19T00:00:00Z")
        #expect(try schedule(.daily)["next_due_at"] == "2026-11-20T00:00:00.000000Z")
        #expect(try schedule(.weekly, .thursday)["next_due_at"] == "2026-11-26T00:00:00.000000Z")
        // Across the end of a year.
        ledger.now = try moment("2026-12-31T12:00:00Z")
        #expect(try schedule(.daily)["next_due_at"] == "2027-01-01T00:00:00.000000Z")
        #expect(try schedule(.none)["next_due_at"] == nil)
        #expect(try schedule(.threshold, minimum: "5")["next_due_at"] == nil)
    }

    @Test("A period is paid once, from its end on, with all that is on the wallet and not held")
    mutating func once() throws {
        _ = try ledger.hold("ann", "3", seconds: 86_400)
        _ = try schedule(.daily)
        let due = try moment("2026-11-19T00:00:00Z")
        ledger.now = Timestamp(microseconds: due.microseconds - 1)
        #expect(try ledger.refusal(of: run(due)).code == .payoutNotDue)
        ledger.now = due
        let outcome = try ledger.commit(run(due))
        let told = try ledger.told("payout", by: outcome)
        #expect(told["state"] == "initiated")
        #expect(told["due_at"] == "2026-11-19T00:00:00.000000Z")
        #expect(told["next_due_at"] == "2026-11-20T00:00:00.000000Z")
        let withdrawal = try ledger.told("withdrawal", by: outcome)
        #expect(withdrawal["amount"] == "7.00")
        #expect(withdrawal["bank_account"]?.asString == bank.description)
        #expect(try ledger.told("transaction", by: outcome)["type"] == "payout")
        #expect(try ledger.account("ann").posted == 300)
        try ledger.fund("ann", "5")
        #expect(try ledger.refusal(of: run(due)).code == .payoutNotDue)
        #expect(try ledger.posted(.payoutsInTransit) == 700)
    }

    @Test("Two runs of one period in one batch: one pays")
    mutating func withinBatch() throws {
        _ = try schedule(.daily)
        let due = try moment("2026-11-19T00:00:00Z")
        ledger.now = due
        let deposit = WalletDeposit(wallet: try wallet("ann"), money: try money("5"), source: .cash)
        let outcomes = ledger.outcomes(ofBatch: [try run(due), deposit, try run(due), try run(nil)])
        #expect(outcomes.map(\.isFailure) == [false, false, true, false])
        #expect(outcomes[2].reported?.code == .payoutNotDue)
    }

    @Test("A run that comes late pays the period that is due and skips those that passed meanwhile")
    mutating func late() throws {
        _ = try schedule(.weekly, .friday)
        ledger.now = try moment("2026-12-09T08:00:00Z")
        let due = try moment("2026-11-20T00:00:00Z")
        let told = try ledger.told("payout", by: ledger.commit(run(due)))
        #expect(told["next_due_at"] == "2026-12-11T00:00:00.000000Z")
        try ledger.fund("ann", "5")
        for passed in ["2026-11-20", "2026-11-27", "2026-12-04", "2026-12-11"] {
            #expect(try ledger.refusal(of: run(moment("\(passed)T00:00:00Z"))).code == .payoutNotDue)
        }
    }

    @Test("A period for which nothing can be paid passes, and says why", arguments: [0, 1, 2])
    mutating func skipped(obstacle: Int) throws {
        let due = try moment("2026-11-19T00:00:00Z")
        let reason: JSONValue
        switch obstacle {
        case 0:
            _ = try schedule(.daily, minimum: "10.01")
            reason = "nothing_to_pay_out"
        case 1:
            _ = try schedule(.daily)
            try ledger.commit(BankAccountRemove(bankAccount: bank))
            reason = "no_primary_bank_account"
        default:
            _ = try schedule(.daily)
            try ledger.commit(AccountSuspend(account: wallet("ann", "ZAR"), reason: "a question"))
            reason = "account_suspended"
        }
        ledger.now = due
        let outcome = try ledger.commit(run(due))
        let told = try ledger.told("payout", by: outcome)
        #expect(told["state"] == "skipped")
        #expect(told["reason"] == reason)
        #expect(told["next_due_at"] == "2026-11-20T00:00:00.000000Z")
        #expect(outcome.reported?.assigned.request == nil)
        #expect(try ledger.account("ann").posted == 1_000)
        #expect(try ledger.refusal(of: run(due)).code == .payoutNotDue)
    }

    @Test("From a minimum on: just as much is paid, a minor unit less is not; an overdraft is not the host's money")
    mutating func threshold() throws {
        _ = try schedule(.threshold, minimum: "10.01")
        #expect(try ledger.told("payout", by: ledger.commit(run(ledger.now)))["state"] == "skipped")
        try ledger.fund("ann", "0.01")
        #expect(try ledger.told("payout", by: ledger.commit(run(ledger.now)))["state"] == "initiated")
        #expect(try ledger.account("ann").posted == 0)
        try ledger.commit(AccountConfigure(account: wallet("ann", "ZAR"), overdraftLimit: amount("50")))
        #expect(try ledger.told("payout", by: ledger.commit(run(ledger.now)))["state"] == "skipped")
        #expect(try ledger.refusal(of: run(nil)).code == .nothingToPayOut)
        #expect(try ledger.refusal(of: run(ledger.now.adding(seconds: 1))).code == .payoutNotDue)
    }

    @Test("On demand it is paid at once, with or without a schedule, which it leaves alone")
    mutating func onDemand() throws {
        let told = try ledger.told("payout", by: ledger.commit(run(nil)))
        #expect(told["state"] == "initiated")
        #expect(told["interval"] == nil)
        #expect(try ledger.refusal(of: run(nil)).code == .nothingToPayOut)
        _ = try schedule(.daily, minimum: "100")
        try ledger.fund("ann", "1")
        try ledger.commit(run(nil))
        let plan = try #require(ledger.database.plans[ledger.account("ann").id])
        #expect(plan.nextDueAt?.rfc3339 == "2026-11-19T00:00:00.000000Z")
        _ = try schedule(.none)
        try ledger.fund("ann", "1")
        #expect(try ledger.refusal(of: run(ledger.now)).code == .payoutNotDue)
    }

    @Test("What the bank sends back is on the wallet again, and paid with the next period")
    mutating func returned() throws {
        let outcome = try ledger.commit(run(nil))
        let withdrawal = try #require(outcome.reported?.assigned.request.flatMap { WithdrawalID(text: $0) })
        try ledger.commit(WithdrawalFail(withdrawal: withdrawal, reason: "no such account"))
        #expect(try ledger.account("ann").posted == 1_000)
        _ = try schedule(.daily)
        ledger.now = try moment("2026-11-19T00:00:00Z")
        let next = try ledger.commit(run(ledger.now))
        #expect(try ledger.told("withdrawal", by: next)["amount"] == "10.00")
    }
}
