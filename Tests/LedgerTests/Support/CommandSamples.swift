import Contracts
import Ledger
import Testing

/// One command of each type, all about what is Ann's and all fit to be carried out, by themselves, on the ledger that comes with them.
struct CommandSamples {
    var ledger: TestLedger
    let commands: [any Command]

    init() throws {
        let rule = RiskRule(name: "sale", currency: nil, measure: .amount(over: try amount("8.99")), action: .flag)
        var ledger = try TestLedger(policy: Policy(riskRules: [rule], keepsBankAccounts: true))
        try ledger.fund("ann", "100")
        try ledger.fund("bob", "100")
        let bank = try ledger.bank("ann")
        let refundable = try ledger.post(transfer("5", from: "bob", to: "ann"))
        let hold = try ledger.hold("ann", "1", seconds: 3_600)
        let over = try ledger.hold("ann", "1", seconds: 1)
        let ann = try wallet("ann")
        let inRand = try wallet("ann", "ZAR")
        let job = JobStart(wallet: ann, money: try money("1"), jobType: "render", expiresIn: 3_600)
        let short = JobStart(wallet: ann, money: try money("1"), jobType: "render", expiresIn: 60)
        let jobs = [
            try ledger.make(job, JobID.self), try ledger.make(job, JobID.self), try ledger.make(short, JobID.self),
        ]
        try ledger.commit(JobUpdate(job: jobs[1], state: .failed))
        let sell = ChargeSaleCreate(wallet: ann, money: try money("9"), phone: try phone("zoe"))
        let sale = try ledger.make(sell, ChargeSaleID.self)
        let ask = CreditRequestCreate(wallet: ann, money: try money("1"), reason: "stock")
        let credits = [try ledger.make(ask, CreditRequestID.self), try ledger.make(ask, CreditRequestID.self)]
        let withdraw = WithdrawalInitiate(wallet: ann, money: try money("1"))
        let withdrawals = [try ledger.make(withdraw, WithdrawalID.self), try ledger.make(withdraw, WithdrawalID.self)]
        let spare = try ledger.bank("ann", ending: "004321")
        try ledger.commit(AccountOpen(owner: party("cem"), kind: "main", currency: "USD"))
        try ledger.commit(AccountOpen(owner: party("ann"), kind: "idle", currency: "ZAR"))
        try ledger.commit(AccountOpen(owner: party("ann"), kind: "shut", currency: "ZAR"))
        try ledger.commit(AccountSuspend(account: wallet("ann", kind: "shut", "ZAR"), reason: "a question"))
        ledger.wait(seconds: 60)
        let flag = try #require(ledger.database.flags.keys.first)
        self.ledger = ledger
        commands = [
            PartyRegister(party: try party("zoe"), partyType: .user, name: "Zoe"),
            UnitRegister(code: "POINTS", name: "Points", decimals: 0),
            AccountOpen(owner: try party("ann"), kind: "savings", currency: "ZAR"),
            AccountSuspend(account: inRand, reason: "a question"),
            AccountActivate(account: try wallet("ann", kind: "shut", "ZAR"), reason: "answered"),
            AccountDeactivate(account: try wallet("ann", kind: "idle", "ZAR"), reason: "gone"),
            AccountConfigure(account: inRand, overdraftLimit: try amount("5")),
            WalletDeposit(wallet: ann, money: try money("1"), source: .cash),
            WalletSpend(wallet: ann, money: try money("1"), destination: .fees),
            try transfer("1", from: "ann", to: "bob"),
            HoldPlace(wallet: ann, money: try money("1")),
            HoldCapture(hold: hold, to: try wallet("bob", "ZAR")),
            HoldRelease(hold: hold),
            HoldExpire(hold: over),
            HoldWarn(hold: hold),
            TransactionReverse(transaction: refundable, reason: "a mistake"),
            TransactionRefund(transaction: refundable, reason: "not wanted"),
            JournalPost(legs: [
                Leg(account: ann, money: try money("-1")),
                Leg(account: .system(.adjustments, currency: "ZAR"), money: try money("1")),
            ]),
            PartyUpdate(party: try party("ann"), name: "Ann"),
            PartyErase(party: try party("cem"), reason: "asked for it"),
            job,
            JobUpdate(job: jobs[0], state: .running),
            JobRefund(job: jobs[1], reason: "not done"),
            JobExpire(job: jobs[2]),
            sell,
            ChargeSaleRefund(chargeSale: sale, reason: "wrong number"),
            ask,
            CreditRequestApprove(creditRequest: credits[0]),
            CreditRequestReject(creditRequest: credits[1], reason: "not now"),
            withdraw,
            WithdrawalComplete(withdrawal: withdrawals[0]),
            WithdrawalFail(withdrawal: withdrawals[1], reason: "returned"),
            try bankAccount("ann", ending: "009999"),
            BankAccountSetPrimary(bankAccount: spare),
            BankAccountRemove(bankAccount: spare),
            PayoutSchedule(wallet: inRand, interval: .daily),
            PayoutRun(wallet: inRand),
            AdjustmentPost(wallet: ann, direction: .up, money: try money("1"), reason: "counted again"),
            ChargebackPost(wallet: ann, money: try money("1"), reason: "called back"),
            PaymentSplit(from: ann, to: try wallet("bob"), money: try money("1"), feeBasisPoints: 100),
            FXTransfer(
                from: ann, to: try wallet("cem"), money: try money("1"), toCurrency: "USD", rate: try amount("0.055")),
            LimitSet(wallet: inRand, daily: try amount("50")),
            RiskReview(flag: flag, decision: .clear, reason: "known"),
        ]
        _ = bank
    }

    /// In which role a type can be sent by somebody who may send it for anybody: the service, or an administrator where only they may.
    static func common(for type: any Command.Type) throws -> CommonFields {
        type.allowed.contains(.service) ? CommonFields() : try asAdmin()
    }
}
