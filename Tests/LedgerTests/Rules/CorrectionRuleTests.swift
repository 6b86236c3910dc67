import Contracts
import Ledger
import Testing

@Suite("Adjustments and chargebacks")
struct CorrectionRuleTests {
    private var ledger: TestLedger

    init() throws {
        ledger = try TestLedger()
        try ledger.fund("ann", "10")
        try ledger.fund("bob", "100")
    }

    private mutating func chargeBack(_ amount: String) throws -> Outcome {
        try ledger.commit(ChargebackPost(wallet: wallet("ann"), money: money(amount), reason: "called back"))
    }

    @Test("A correction goes up or down, against its own account, and never below the limit")
    mutating func adjusted() throws {
        func post(_ direction: AdjustmentDirection, _ amount: String) throws -> AdjustmentPost {
            AdjustmentPost(
                wallet: try wallet("ann"), direction: direction, money: try money(amount), reason: "counted again")
        }
        let up = try ledger.commit(post(.up, "2"), asAdmin())
        #expect(try ledger.told("transaction", by: up)["type"] == "adjustment")
        #expect(try ledger.posted(.adjustments) == -200)
        try ledger.commit(post(.down, "11.99"), asAdmin())
        #expect(try ledger.account("ann").posted == 1)
        #expect(try ledger.posted(.adjustments) == 999)
        #expect(try ledger.refusal(of: post(.down, "0.02"), asAdmin()).code == .insufficientFunds)
        #expect(try ledger.refusal(of: post(.up, "1")).code == .forbidden)
        let transaction = try #require(up.reported?.assigned.transaction)
        #expect(
            try ledger.refusal(of: TransactionReverse(transaction: transaction, reason: "no")).code
                == .insufficientFunds)
    }

    @Test("A chargeback drives a wallet below its limit; from then on only what comes in works, until it is back")
    mutating func shortfall() throws {
        let hold = try ledger.hold("ann", "2", seconds: 600)
        let outcome = try chargeBack("15")
        #expect(try ledger.told("transaction", by: outcome)["type"] == "chargeback")
        #expect(try ledger.account("ann").posted == -500)
        #expect(try ledger.account("ann").available == -700)
        #expect(try ledger.account("ann").shortfall == 700)
        #expect(try ledger.posted(.cash) == -9_500)
        let spending: [any Command] = [
            try transfer("0.01", from: "ann", to: "bob"),
            HoldPlace(wallet: try wallet("ann"), money: try money("0.01")),
            WalletSpend(wallet: try wallet("ann"), money: try money("0.01"), destination: .fees),
            AdjustmentPost(wallet: try wallet("ann"), direction: .down, money: try money("0.01"), reason: "more"),
        ]
        for command in spending {
            let common = command is AdjustmentPost ? try asAdmin() : CommonFields()
            #expect(try ledger.refusal(of: command, common).code == .insufficientFunds)
        }
        try ledger.fund("ann", "1")
        try ledger.commit(transfer("3", from: "bob", to: "ann"))
        #expect(try ledger.account("ann").shortfall == 300)
        // What was set aside before can be given back, which helps.
        try ledger.commit(HoldRelease(hold: hold))
        #expect(try ledger.account("ann").shortfall == 100)
        #expect(try ledger.refusal(of: spending[0]).code == .insufficientFunds)
        try ledger.fund("ann", "1")
        #expect(try ledger.account("ann").available == 0)
        #expect(try ledger.refusal(of: spending[0]).code == .insufficientFunds)
        try ledger.fund("ann", "0.01")
        try ledger.commit(spending[0])
        #expect(try ledger.account("ann").shortfall == 0)
    }

    @Test("A second chargeback takes it further down; what was held before can still be captured")
    mutating func further() throws {
        let hold = try ledger.hold("ann", "4", seconds: 600)
        _ = try chargeBack("8")
        _ = try chargeBack("3")
        #expect(try ledger.account("ann").shortfall == 500)
        try ledger.commit(HoldCapture(hold: hold, to: wallet("bob"), money: money("3"), final: true))
        // One rand went back to what can be spent, and three were never part of it.
        #expect(try ledger.account("ann").shortfall == 400)
        #expect(try ledger.account("bob").posted == 10_300)
    }

    @Test("An overdraft limit is no way out but a wide enough one")
    mutating func configured() throws {
        _ = try chargeBack("15")
        let ann = try wallet("ann", "ZAR")
        #expect(
            try ledger.refusal(of: AccountConfigure(account: ann, overdraftLimit: amount("4.99"))).code
                == .overdraftInUse)
        try ledger.commit(AccountConfigure(account: ann, overdraftLimit: amount("5")))
        #expect(try ledger.account("ann").shortfall == 0)
        #expect(try ledger.account("ann").available == 0)
        try ledger.commit(AccountConfigure(account: ann, overdraftLimit: amount("6")))
        try ledger.commit(transfer("1", from: "ann", to: "bob"))
    }

    @Test("It reaches a suspended wallet, for the bank has the money already; a deactivated one has none")
    mutating func suspended() throws {
        try ledger.commit(AccountSuspend(account: wallet("ann", "ZAR"), reason: "a question"))
        _ = try chargeBack("15")
        #expect(try ledger.account("ann").posted == -500)
        #expect(try ledger.account("ann").status == .suspended)
        try ledger.commit(AccountDeactivate(account: wallet("cem", "ZAR"), reason: "gone"))
        let command = ChargebackPost(wallet: try wallet("cem"), money: try money("1"), reason: "called back")
        #expect(try ledger.refusal(of: command).code == .accountDeactivated)
    }

    @Test("It is reversed when the bank sees its mistake")
    mutating func reversed() throws {
        let outcome = try chargeBack("15")
        let transaction = try #require(outcome.reported?.assigned.transaction)
        try ledger.commit(TransactionReverse(transaction: transaction, reason: "the bank's mistake"))
        #expect(try ledger.account("ann").posted == 1_000)
        #expect(try ledger.account("ann").shortfall == 0)
        #expect(try ledger.posted(.cash) == -11_000)
    }

    @Test("A reversal may not drive a wallet further down, as a chargeback may")
    mutating func notFurther() throws {
        let deposit = try ledger.post(WalletDeposit(wallet: wallet("ann"), money: money("5"), source: .cash))
        _ = try chargeBack("15")
        #expect(
            try ledger.refusal(of: TransactionReverse(transaction: deposit, reason: "a mistake")).code
                == .insufficientFunds)
    }

    @Test("Chargebacks, recovery and spending in one batch as in several")
    mutating func withinBatch() throws {
        let back = ChargebackPost(wallet: try wallet("ann"), money: try money("15"), reason: "called back")
        let outcomes = ledger.outcomes(ofBatch: [
            back, try transfer("0.01", from: "ann", to: "bob"), try transfer("6", from: "bob", to: "ann"),
            try transfer("1", from: "ann", to: "bob"), try transfer("0.01", from: "ann", to: "bob"),
        ])
        #expect(outcomes.map(\.isFailure) == [false, true, false, false, true])
    }
}
