import Contracts
import Ledger
import Testing

@Suite("Parties, units and accounts")
struct AccountRuleTests {
    @Test("A registered unit counts from the next command on, with its own decimals")
    func units() throws {
        var ledger = try TestLedger()
        let open = AccountOpen(owner: try party("ann"), kind: "main", currency: "POINTS")
        #expect(try ledger.refusal(of: open).code == .unknownCurrency)
        try ledger.commit(UnitRegister(code: "POINTS", name: "Points", decimals: 0))
        try ledger.commit(open)
        try ledger.fund("ann", "5", "POINTS")
        #expect(try ledger.account("ann", "POINTS").posted == 5)
        #expect(try ledger.refusal(of: transfer("1.0", from: "ann", to: "bob", "POINTS")).code == .tooManyDecimals)
        #expect(try ledger.refusal(of: UnitRegister(code: "POINTS", name: "Points", decimals: 3)).code == .unitExists)
        #expect(
            try ledger.refusal(of: UnitRegister(code: "QQQ", name: "Free for ISO", decimals: 2)).code == .unitExists)
    }

    @Test("One wallet for each owner, kind and currency")
    func wallets() throws {
        var ledger = try TestLedger()
        try ledger.commit(AccountOpen(owner: party("ann"), kind: "savings", currency: "ZAR"))
        try ledger.commit(AccountOpen(owner: party("ann"), kind: "main", currency: "USD"))
        #expect(try ledger.account("ann").version == 1)
        let again = AccountOpen(owner: try party("ann"), kind: "savings", currency: "ZAR")
        #expect(try ledger.refusal(of: again).code == .accountExists)
        #expect(try ledger.refusal(of: AccountOpen(owner: party("zoe"), kind: "x", currency: "ZAR")).field == "owner")
    }

    @Test("A limit is held against the unit's decimals and against what the ledger can hold")
    func limits() throws {
        var ledger = try TestLedger()
        func open(_ limit: String) throws -> AccountOpen {
            AccountOpen(
                owner: try party("ann"), kind: "spare", currency: "ZAR",
                overdraftLimit: try DecimalAmount(parsing: limit))
        }
        #expect(try ledger.refusal(of: open("1.001")).code == .tooManyDecimals)
        #expect(try ledger.refusal(of: open("23058430092136939.53")).code == .amountTooLarge)
        try ledger.commit(open("23058430092136939.52"))
        #expect(try ledger.account("ann", kind: "spare").available == Account.bound)
    }

    @Test("An overdraft can be used to the last minor unit")
    func overdraft() throws {
        var ledger = try TestLedger()
        let ann = try wallet("ann", "ZAR")
        try ledger.commit(AccountConfigure(account: ann, overdraftLimit: DecimalAmount(parsing: "5")))
        try ledger.commit(transfer("5", from: "ann", to: "bob"))
        #expect(try ledger.account("ann").posted == -500)
        #expect(try ledger.account("ann").available == 0)
        #expect(try ledger.refusal(of: transfer("0.01", from: "ann", to: "bob")).code == .insufficientFunds)
        #expect(
            try ledger.refusal(of: AccountConfigure(account: ann, overdraftLimit: DecimalAmount(parsing: "4.99"))).code
                == .overdraftInUse)
        try ledger.commit(AccountConfigure(account: ann, overdraftLimit: DecimalAmount(parsing: "6")))
        #expect(try ledger.account("ann").available == 100)
    }

    @Test("Status: who may become what")
    func transitions() throws {
        var ledger = try TestLedger()
        let ann = try wallet("ann", "ZAR")
        let suspend = AccountSuspend(account: ann, reason: "a question")
        let activate = AccountActivate(account: ann, reason: "answered")
        let deactivate = AccountDeactivate(account: ann, reason: "gone")
        #expect(try ledger.refusal(of: activate).code == .statusConflict)
        try ledger.commit(suspend)
        #expect(try ledger.refusal(of: suspend).code == .statusConflict)
        try ledger.commit(deactivate)
        #expect(try ledger.refusal(of: deactivate).code == .statusConflict)
        #expect(try ledger.refusal(of: suspend).code == .statusConflict)
        try ledger.commit(activate)
        try ledger.commit(deactivate)
        #expect(try ledger.account("ann").status == .deactivated)
        #expect(try ledger.account("ann").version == 5)
    }

    @Test("Only an empty wallet is deactivated: nothing posted, nothing held")
    func deactivation() throws {
        var ledger = try TestLedger()
        let deactivate = AccountDeactivate(account: try wallet("ann", "ZAR"), reason: "gone")
        try ledger.fund("ann", "1")
        #expect(try ledger.refusal(of: deactivate).code == .accountNotEmpty)
        try ledger.commit(transfer("1", from: "ann", to: "bob"))
        try ledger.commit(AccountConfigure(account: wallet("ann", "ZAR"), overdraftLimit: DecimalAmount(parsing: "1")))
        let hold = try ledger.hold("ann", "1")
        #expect(try ledger.refusal(of: deactivate).code == .accountNotEmpty)
        try ledger.commit(HoldRelease(hold: hold))
        try ledger.commit(deactivate)
    }

    @Test("A wallet without a limit is told its true balance again when it gets one")
    func limitAgain() throws {
        var ledger = try TestLedger()
        let ann = try wallet("ann", "ZAR")
        try ledger.commit(AccountConfigure(account: ann, unlimited: true))
        try ledger.commit(transfer("40", from: "ann", to: "bob"))
        try ledger.commit(transfer("15", from: "bob", to: "ann"))
        #expect(
            try ledger.refusal(of: AccountConfigure(account: ann, overdraftLimit: DecimalAmount(parsing: "9"))).code
                == .statusConflict)
        let tooLittle = AccountConfigure(
            account: ann, overdraftLimit: try DecimalAmount(parsing: "24.99"), unlimited: false)
        #expect(try ledger.refusal(of: tooLittle).code == .overdraftInUse)
        try ledger.commit(
            AccountConfigure(account: ann, overdraftLimit: DecimalAmount(parsing: "25"), unlimited: false))
        #expect(try ledger.account("ann").posted == -2_500)
        #expect(try ledger.account("ann").version == 5)
        #expect(try ledger.refusal(of: transfer("0.01", from: "ann", to: "bob")).code == .insufficientFunds)
    }

    @Test("The ledger's own accounts are neither administered nor anybody's wallet")
    func systemAccounts() throws {
        var ledger = try TestLedger()
        let cash = AccountReference.system(.cash, currency: "ZAR")
        let commands: [any Command] = [
            AccountSuspend(account: cash, reason: "no"), AccountDeactivate(account: cash, reason: "no"),
            AccountConfigure(account: cash, unlimited: true),
            WalletDeposit(wallet: cash, money: try money("1"), source: .cash),
            WalletSpend(wallet: cash, money: try money("1"), destination: .fees),
            WalletTransfer(from: cash, to: try wallet("ann"), money: try money("1")),
            HoldPlace(wallet: cash, money: try money("1")),
        ]
        for command in commands { #expect(try ledger.refusal(of: command).code == .invalidField, "\(command)") }
        // By its number a system account is not an account at all.
        let unit = try #require(UnitRegistry()["ZAR"])
        let byNumber = WalletSpend(
            wallet: .id(SystemAccount.cash.id(in: unit)), money: try money("1"), destination: .fees)
        #expect(try ledger.refusal(of: byNumber).code == .accountNotFound)
    }

    @Test("expected_version is held against the account that the command names first")
    func versions() throws {
        var ledger = try TestLedger()
        try ledger.fund("ann", "10")
        #expect(try ledger.account("ann").version == 2)
        try ledger.commit(transfer("1", from: "ann", to: "bob"), CommonFields(expectedVersion: 2))
        let stale = try ledger.refusal(of: transfer("1", from: "ann", to: "bob"), CommonFields(expectedVersion: 2))
        #expect(stale.code == .versionConflict)
        #expect(stale.field == "expected_version")
        let hold = try ledger.hold("ann", "1")
        #expect(
            try ledger.refusal(of: HoldRelease(hold: hold), CommonFields(expectedVersion: 3)).code == .versionConflict)
        try ledger.commit(HoldRelease(hold: hold), CommonFields(expectedVersion: 4))
    }

    @Test("A wallet is not deactivated while something is under way that would find it gone")
    func openRequests() throws {
        var ledger = try TestLedger()
        try ledger.fund("ann", "3")
        _ = try ledger.bank("ann")
        let deactivate = AccountDeactivate(account: try wallet("ann", "ZAR"), reason: "gone")
        let start = JobStart(wallet: try wallet("ann"), money: try money("1"), jobType: "render")
        let pending = try ledger.make(start, JobID.self)
        let running = try ledger.make(start, JobID.self)
        let withdraw = WithdrawalInitiate(wallet: try wallet("ann"), money: try money("1"))
        let withdrawal = try ledger.make(withdraw, WithdrawalID.self)
        let ask = CreditRequestCreate(wallet: try wallet("ann"), money: try money("1"), reason: "stock")
        let credit = try ledger.make(ask, CreditRequestID.self)
        try ledger.commit(JobUpdate(job: running, state: .running))
        let ends: [any Command] = [
            JobUpdate(job: pending, state: .completed), JobUpdate(job: running, state: .failed),
            WithdrawalComplete(withdrawal: withdrawal), CreditRequestReject(creditRequest: credit, reason: "not now"),
        ]
        for end in ends {
            #expect(try ledger.refusal(of: deactivate).code == .accountNotEmpty)
            try ledger.commit(end, asAdmin())
        }
        // A job that has failed is over: its money is refunded to an active wallet, or never.
        try ledger.commit(deactivate)
        #expect(try ledger.refusal(of: JobRefund(job: running, reason: "late")).code == .accountDeactivated)
    }

    @Test("Requests that begin and end among deactivations of one batch count as they do in several")
    func openRequestsWithinBatch() throws {
        var ledger = try TestLedger()
        let cem = try wallet("cem", "ZAR")
        let ask = CreditRequestCreate(wallet: try wallet("cem"), money: try money("1"), reason: "stock")
        let credit = try ledger.make(ask, CreditRequestID.self)
        let deactivate = AccountDeactivate(account: cem, reason: "gone")
        let commands = [
            ledger.envelope(deactivate),
            ledger.envelope(CreditRequestReject(creditRequest: credit, reason: "not now"), try asAdmin()),
            ledger.envelope(deactivate), ledger.envelope(AccountActivate(account: cem, reason: "back")),
            ledger.envelope(ask), ledger.envelope(deactivate),
        ]
        let (together, apart) = ledger.bothWays(commands)
        #expect(together.map(\.document) == apart.map(\.document))
        #expect(together.map(\.isFailure) == [true, false, false, false, false, true])
    }
}
