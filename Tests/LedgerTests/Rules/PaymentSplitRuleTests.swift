import Contracts
import Ledger
import Testing

@Suite("Split payments")
struct PaymentSplitRuleTests {
    private var ledger: TestLedger

    init() throws {
        ledger = try TestLedger()
        try ledger.fund("ann", "100")
        try ledger.commit(AccountOpen(owner: party("ann"), kind: "main", currency: "JPY"))
        try ledger.commit(AccountOpen(owner: party("bob"), kind: "main", currency: "JPY"))
        try ledger.fund("ann", "1000", "JPY")
    }

    private func pay(
        _ text: String, _ currency: String = "ZAR", fee: String? = nil, feePoints: Int64? = nil, tax: String? = nil,
        taxPoints: Int64? = nil
    ) throws -> PaymentSplit {
        PaymentSplit(
            from: try wallet("ann"), to: try wallet("bob"), money: try money(text, currency),
            fee: try fee.map { try amount($0) }, feeBasisPoints: feePoints, tax: try tax.map { try amount($0) },
            taxBasisPoints: taxPoints)
    }

    private mutating func legs(_ command: PaymentSplit) throws -> [String] {
        let told = try ledger.told("transaction", by: ledger.commit(command))
        #expect(told["type"] == "payment")
        return (told["legs"]?.asArray ?? []).compactMap { $0.asObject?["amount"]?.asString }
    }

    @Test("Parts of the whole are rounded half up to a minor unit, and the receiver gets the rest")
    mutating func rounding() throws {
        #expect(try legs(pay("10.00", feePoints: 250, taxPoints: 1_500)) == ["-10.00", "8.25", "0.25", "1.50"])
        // 2.4975 and 2.5 cents: just below the half, and just the half.
        #expect(try legs(pay("9.99", feePoints: 25, taxPoints: 0)) == ["-9.99", "9.97", "0.02"])
        #expect(try legs(pay("10.00", feePoints: 25)) == ["-10.00", "9.97", "0.03"])
        #expect(try legs(pay("0.01", feePoints: 5_000)) == ["-0.01", "0.01"])
        #expect(try legs(pay("0.01", feePoints: 4_999)) == ["-0.01", "0.01"])
        #expect(try legs(pay("49", "JPY", feePoints: 100)) == ["-49", "49"])
        #expect(try legs(pay("50", "JPY", feePoints: 100)) == ["-50", "49", "1"])
        #expect(try legs(pay("1", "JPY", feePoints: 4_999)) == ["-1", "1"])
    }

    @Test("Nothing is left out but what is nothing: no fee, no tax, no rest")
    mutating func zeros() throws {
        #expect(try legs(pay("5")) == ["-5.00", "5.00"])
        #expect(try legs(pay("5", fee: "0", tax: "0.00")) == ["-5.00", "5.00"])
        #expect(try legs(pay("5", fee: "5")) == ["-5.00", "5.00"])
        #expect(try ledger.posted(.fees) == 500)
        #expect(try legs(pay("5", feePoints: 10_000)) == ["-5.00", "5.00"])
        #expect(try ledger.posted(.fees) == 1_000)
        #expect(try legs(pay("5", fee: "2.50", taxPoints: 5_000)) == ["-5.00", "2.50", "2.50"])
        #expect(try ledger.account("bob").posted == 1_000)
    }

    @Test("Fee and tax are never more than the whole, be it by rounding")
    mutating func tooMuch() throws {
        let errors = [
            try ledger.refusal(of: pay("5", fee: "5.01")),
            try ledger.refusal(of: pay("5", feePoints: 6_000, taxPoints: 4_020)),
            // Half a yen each, and so a yen each.
            try ledger.refusal(of: pay("1", "JPY", feePoints: 5_000, taxPoints: 5_000)),
        ]
        for error in errors {
            #expect(error.code == .invalidField)
            #expect(error.field == "fee")
        }
        #expect(try ledger.refusal(of: pay("5", fee: "1.001")).code == .tooManyDecimals)
        #expect(try ledger.refusal(of: pay("5", tax: "23058430092136939.53")).code == .amountTooLarge)
    }

    @Test("A refund takes from the receiver, the fees and the tax in their proportion")
    mutating func refunded() throws {
        let payment = try ledger.post(pay("10", feePoints: 1_000, taxPoints: 500))
        try ledger.commit(TransactionRefund(transaction: payment, money: money("1"), reason: "some"))
        #expect(try ledger.account("bob").posted == 765)
        #expect(try ledger.posted(.fees) == 90)
        #expect(try ledger.posted(.tax) == 45)
        try ledger.commit(TransactionRefund(transaction: payment, reason: "the rest"))
        for account in [SystemAccount.fees, .tax] { #expect(try ledger.posted(account) == 0) }
        #expect(try ledger.account("ann").posted == 10_000)
        let other = try ledger.post(pay("10", feePoints: 1_000))
        try ledger.commit(TransactionReverse(transaction: other, reason: "a mistake"))
        #expect(try ledger.account("ann").posted == 10_000)
        #expect(try ledger.posted(.fees) == 0)
    }

    @Test("The receiver may be one of the ledger's own accounts, even the one for fees")
    mutating func ownAccount() throws {
        let command = PaymentSplit(
            from: try wallet("ann"), to: .system(.fees, currency: "ZAR"), money: try money("10"), feeBasisPoints: 1_000)
        #expect(try legs(command) == ["-10.00", "9.00", "1.00"])
        #expect(try ledger.posted(.fees) == 1_000)
    }
}
