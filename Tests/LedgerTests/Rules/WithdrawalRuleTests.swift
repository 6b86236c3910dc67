import Contracts
import Ledger
import Testing

@Suite("Withdrawals")
struct WithdrawalRuleTests {
    private var ledger: TestLedger
    private let bank: BankAccountID

    init() throws {
        ledger = try TestLedger()
        try ledger.fund("ann", "10")
        bank = try ledger.bank("ann")
    }

    private func initiate(_ amount: String = "4", to bank: BankAccountID? = nil) throws -> WithdrawalInitiate {
        WithdrawalInitiate(
            wallet: try wallet("ann"), money: try money(amount), bankAccount: bank, reference: "W-1")
    }

    @Test("Money waits in transit until the bank has it")
    mutating func completed() throws {
        let outcome = try ledger.commit(initiate())
        let told = try ledger.told("withdrawal", by: outcome)
        #expect(told["state"] == "pending")
        #expect(told["bank_account"]?.asString == bank.description)
        #expect(told["reference"] == "W-1")
        #expect(try ledger.told("transaction", by: outcome)["type"] == "withdrawal")
        #expect(try ledger.account("ann").posted == 600)
        #expect(try ledger.posted(.payoutsInTransit) == 400)
        let withdrawal = try #require(told["id"]?.asString.flatMap { WithdrawalID(text: $0) })
        let end = try ledger.commit(WithdrawalComplete(withdrawal: withdrawal, reference: "bank 77"))
        #expect(try ledger.told("transaction", by: end)["type"] == "withdrawal_completion")
        #expect(try ledger.told("transaction", by: end)["reference"] == "bank 77")
        #expect(try ledger.told("withdrawal", by: end)["state"] == "completed")
        #expect(try ledger.told("withdrawal", by: end)["amount"] == "4.00")
        #expect(try ledger.posted(.payoutsInTransit) == 0)
        #expect(try ledger.posted(.cash) == -600)
    }

    @Test("It ends once: completed twice, failed twice, or one after the other")
    mutating func once() throws {
        let first = try ledger.make(initiate("1"), WithdrawalID.self)
        let second = try ledger.make(initiate("1"), WithdrawalID.self)
        try ledger.commit(WithdrawalComplete(withdrawal: first))
        try ledger.commit(WithdrawalFail(withdrawal: second, reason: "returned"))
        for withdrawal in [first, second] {
            #expect(try ledger.refusal(of: WithdrawalComplete(withdrawal: withdrawal)).code == .requestClosed)
            #expect(
                try ledger.refusal(of: WithdrawalFail(withdrawal: withdrawal, reason: "again")).code == .requestClosed)
        }
        #expect(try ledger.account("ann").posted == 900)
    }

    @Test("What the bank sends back reaches a suspended wallet")
    mutating func failed() throws {
        let withdrawal = try ledger.make(initiate(), WithdrawalID.self)
        try ledger.commit(AccountSuspend(account: wallet("ann", "ZAR"), reason: "a question"))
        let outcome = try ledger.commit(WithdrawalFail(withdrawal: withdrawal, reason: "no such account"))
        #expect(try ledger.told("transaction", by: outcome)["type"] == "withdrawal_return")
        #expect(try ledger.told("withdrawal", by: outcome)["reason"] == "no such account")
        #expect(try ledger.account("ann").posted == 1_000)
        #expect(try ledger.posted(.payoutsInTransit) == 0)
    }

    @Test("None of its movements is undone but by its own commands")
    mutating func ownWorkflow() throws {
        var transactions = [try ledger.post(initiate("1"))]
        let first = try ledger.make(initiate("1"), WithdrawalID.self)
        let second = try ledger.make(initiate("1"), WithdrawalID.self)
        transactions.append(try ledger.post(WithdrawalComplete(withdrawal: first)))
        transactions.append(try ledger.post(WithdrawalFail(withdrawal: second, reason: "returned")))
        for transaction in transactions {
            #expect(
                try ledger.refusal(of: TransactionReverse(transaction: transaction, reason: "all")).code
                    == .transactionNotReversible)
            #expect(
                try ledger.refusal(of: TransactionRefund(transaction: transaction, reason: "all")).code
                    == .transactionNotRefundable)
        }
    }

    @Test("To the bank account that is named, or the primary one; never to somebody else's, and in its currency only")
    mutating func banks() throws {
        let other = try ledger.bank("ann", ending: "004321")
        let foreign = try ledger.bank("bob")
        let dollars = try ledger.bank("ann", "USD")
        let named = try ledger.make(initiate("1", to: other), WithdrawalID.self)
        #expect(try ledger.request(named).bankAccount == other)
        let usual = try ledger.make(initiate("1"), WithdrawalID.self)
        #expect(try ledger.request(usual).bankAccount == bank)
        #expect(try ledger.refusal(of: initiate("1", to: foreign)).code == .bankAccountNotFound)
        #expect(try ledger.refusal(of: initiate("1", to: dollars)).code == .currencyMismatch)
        try ledger.commit(BankAccountSetPrimary(bankAccount: other))
        let after = try ledger.make(initiate("1"), WithdrawalID.self)
        #expect(try ledger.request(after).bankAccount == other)
        // The one that is under way keeps the account that it was meant for.
        #expect(try ledger.refusal(of: BankAccountRemove(bankAccount: bank)).code == .bankAccountInUse)
        try ledger.commit(WithdrawalComplete(withdrawal: usual))
        try ledger.commit(BankAccountRemove(bankAccount: bank))
        #expect(try ledger.refusal(of: initiate("1", to: bank)).code == .bankAccountNotFound)
    }

    @Test("The version is compared after the fields, and before the funds")
    mutating func order() throws {
        let version = CommonFields(expectedVersion: 99)
        #expect(
            try ledger.refusal(of: initiate("99", to: BankAccountID(number: 5)), version).code == .bankAccountNotFound)
        #expect(try ledger.refusal(of: initiate("99"), version).code == .versionConflict)
        #expect(try ledger.refusal(of: initiate("99")).code == .insufficientFunds)
    }
}
