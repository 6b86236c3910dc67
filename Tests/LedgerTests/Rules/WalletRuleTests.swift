import Contracts
import Ledger
import Testing

@Suite("Deposits, spending, transfers, journals")
struct WalletRuleTests {
    @Test("A deposit opens the wallet of a known party, once")
    func openingDeposit() throws {
        var ledger = try TestLedger()
        let command = WalletDeposit(
            wallet: try wallet("ann", kind: "savings"), money: try money("7"), source: .cash, open: true)
        try ledger.commit(command)
        try ledger.commit(command)
        #expect(try ledger.account("ann", kind: "savings").posted == 1_400)
        #expect(try ledger.account("ann", kind: "savings").version == 2)
        let stranger = WalletDeposit(wallet: try wallet("zoe"), money: try money("7"), source: .cash, open: true)
        #expect(try ledger.refusal(of: stranger).code == .partyNotFound)
        let unopened = WalletDeposit(wallet: try wallet("bob", kind: "spare"), money: try money("7"), source: .cash)
        #expect(try ledger.refusal(of: unopened).code == .accountNotFound)
        let closed = WalletDeposit(
            wallet: try wallet("bob", kind: "spare"), money: try money("7"), source: .cash, open: false)
        #expect(try ledger.refusal(of: closed).code == .accountNotFound)
    }

    @Test("A deposit never opens a second wallet because the stated currency is not the money's")
    func openingDepositInAnotherCurrency() throws {
        var ledger = try TestLedger()
        let command = WalletDeposit(
            wallet: try wallet("ann", "USD"), money: try money("7"), source: .cash, open: true)
        let error = try ledger.refusal(of: command)
        #expect(error.code == .currencyMismatch)
        #expect(error.field == "wallet.currency")
    }

    @Test("A wallet can be named by id, by owner, by telephone")
    func references() throws {
        var ledger = try TestLedger()
        try ledger.fund("ann", "10")
        let ways: [AccountReference] = [
            .id(try ledger.account("bob").id), try wallet("bob"), try wallet("bob", "ZAR"),
            .phone(try phone("bob"), kind: "main", currency: nil),
            .phone(try phone("bob"), kind: "main", currency: "ZAR"),
        ]
        for way in ways { try ledger.commit(WalletTransfer(from: wallet("ann"), to: way, money: money("1"))) }
        #expect(try ledger.account("bob").posted == 500)
        let nobody = AccountReference.phone(try phone("zoe"), kind: "main", currency: nil)
        #expect(
            try ledger.refusal(of: WalletTransfer(from: nobody, to: wallet("ann"), money: money("1"))).code
                == .partyNotFound)
        let unknown = try wallet("bob", "SHELLS")
        let error = try ledger.refusal(of: WalletTransfer(from: wallet("ann"), to: unknown, money: money("1")))
        #expect(error.code == .unknownCurrency)
        #expect(error.field == "to.currency")
    }

    @Test("Money goes to and comes from the ledger's own accounts")
    func systemAccounts() throws {
        var ledger = try TestLedger()
        let unit = try #require(UnitRegistry()["ZAR"])
        try ledger.fund("ann", "10")
        try ledger.commit(WalletSpend(wallet: wallet("ann"), money: money("3"), destination: .revenue))
        try ledger.commit(WalletTransfer(from: wallet("ann"), to: .system(.tax, currency: "ZAR"), money: money("2")))
        let posted = { (account: SystemAccount) in ledger.database.accounts[account.id(in: unit)]?.posted }
        #expect(posted(.cash) == -1_000)
        #expect(posted(.revenue) == 300)
        #expect(posted(.tax) == 200)
        let other = WalletTransfer(from: try wallet("ann"), to: .system(.tax, currency: "USD"), money: try money("2"))
        #expect(try ledger.refusal(of: other).code == .currencyMismatch)
    }

    @Test("A suspended wallet neither pays nor receives; a deactivated one neither")
    func status() throws {
        var ledger = try TestLedger()
        try ledger.fund("ann", "10")
        try ledger.commit(AccountSuspend(account: wallet("bob", "ZAR"), reason: "a question"))
        #expect(try ledger.refusal(of: transfer("1", from: "ann", to: "bob")).code == .accountSuspended)
        #expect(try ledger.refusal(of: transfer("1", from: "bob", to: "ann")).code == .accountSuspended)
        try ledger.commit(AccountDeactivate(account: wallet("bob", "ZAR"), reason: "gone"))
        #expect(try ledger.refusal(of: transfer("1", from: "ann", to: "bob")).code == .accountDeactivated)
        #expect(try ledger.refusal(of: transfer("1", from: "bob", to: "ann")).code == .accountDeactivated)
    }

    @Test("A journal balances in every currency, and an account may have several legs")
    func journal() throws {
        var ledger = try TestLedger()
        try ledger.fund("ann", "10")
        func leg(_ account: AccountReference, _ amount: String, _ currency: String = "ZAR") throws -> Leg {
            Leg(account: account, money: try money(amount, currency))
        }
        // The same wallet pays 12 and receives 3 in one transaction: what counts is that it loses 9.
        try ledger.commit(
            JournalPost(legs: [
                leg(wallet("ann"), "-12"), leg(wallet("bob"), "9"), leg(wallet("ann"), "3"),
                leg(.system(.exchange, currency: "USD"), "-1", "USD"), leg(.system(.cash, currency: "USD"), "1", "USD"),
            ]))
        let ann = try ledger.account("ann")
        #expect(ann.posted == 100)
        #expect(ann.version == 3)
        #expect(ledger.database.entries[ann.id]?.map(\.balance) == [1_000, -200, 100])
        let crossed = JournalPost(legs: [
            try leg(.system(.cash, currency: "ZAR"), "1"), try leg(.system(.cash, currency: "USD"), "-1", "USD"),
        ])
        #expect(try ledger.refusal(of: crossed).code == .unbalanced)
        let wrong = JournalPost(legs: [try leg(wallet("ann"), "1", "USD"), try leg(wallet("bob"), "-1")])
        let error = try ledger.refusal(of: wrong)
        #expect(error.code == .accountNotFound)
        #expect(error.field == "legs[0].account")
    }

    @Test("The largest amounts there are overflow nothing")
    func extremes() throws {
        var ledger = try TestLedger()
        let cash = AccountReference.system(.cash, currency: "ZAR")
        let fees = AccountReference.system(.fees, currency: "ZAR")
        for amount in ["-92233720368547758.08", "92233720368547758.07", "-23058430092136939.53"] {
            let legs = [Leg(account: cash, money: try money("1")), Leg(account: fees, money: try money(amount))]
            #expect(try ledger.refusal(of: JournalPost(legs: legs)).code == .amountTooLarge)
            #expect(try ledger.refusal(of: JournalPost(legs: legs.reversed())).code == .amountTooLarge)
        }
        let most = "23058430092136939.52"
        let legs = [Leg(account: fees, money: try money("-" + most)), Leg(account: cash, money: try money(most))]
        let posted = try ledger.post(JournalPost(legs: legs))
        try ledger.commit(TransactionRefund(transaction: posted, money: money("0.01"), reason: "some"))
        try ledger.commit(TransactionRefund(transaction: posted, reason: "the rest"))
        try ledger.commit(TransactionReverse(transaction: ledger.post(JournalPost(legs: legs)), reason: "all"))
        let unit = try #require(UnitRegistry()["ZAR"])
        #expect(ledger.database.accounts[SystemAccount.fees.id(in: unit)]?.posted == 0)
    }

    @Test("Who is below the limit for whatever reason may still receive")
    func belowLimit() throws {
        var ledger = try TestLedger()
        var ann = try ledger.account("ann")
        ann.posted = -5_000
        let now = ledger.now
        var book = Book(now: now, units: UnitRegistry(), numbers: NumberSource(blocks: [30_000_000..<30_000_100]))
        book.insert(ann)
        let deposit = WalletDeposit(wallet: .id(ann.id), money: try money("1"), source: .cash)
        let give = ledger.envelope(deposit)
        #expect(book.submit(Submission(envelope: give, fingerprint: fingerprint(of: give))).status == .committed)
        #expect(book.account(ann.id)?.posted == -4_900)
        let take = ledger.envelope(WalletSpend(wallet: .id(ann.id), money: try money("1"), destination: .revenue))
        #expect(book.submit(Submission(envelope: take, fingerprint: fingerprint(of: take))).isFailure)
    }
}
