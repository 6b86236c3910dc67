import Contracts
import Ledger
import Testing

@Suite("Currency exchange")
struct ExchangeRuleTests {
    /// An exchange as it should come out: sold, its unit, the rate, what is bought, its unit, what is left over.
    struct Case: Sendable {
        let sold: String
        let from: String
        let rate: String
        let bought: String
        let to: String
        let remainder: String

        init(_ sold: String, _ from: String, _ rate: String, _ bought: String, _ to: String, _ remainder: String = "0")
        {
            (self.sold, self.from, self.rate) = (sold, from, rate)
            (self.bought, self.to, self.remainder) = (bought, to, remainder)
        }
    }

    private static let cases: [Case] = [
        Case("100.00", "ZAR", "7.9", "790", "JPY"), Case("0.01", "ZAR", "150", "1", "JPY", "0.5"),
        Case("123", "JPY", "0.123456789012", "15.18", "ZAR", "0.005185048476"),
        Case("1.234", "KWD", "59.999999999999", "74.03", "ZAR", "0.009999999998766"),
        Case("74.04", "ZAR", "0.016666666666", "1.233", "KWD", "0.00099999995064"),
        Case("10.00", "ZAR", "1", "10.00", "USD"), Case("10.00", "ZAR", "0.055", "0.55", "USD"),
        Case("10.01", "ZAR", "0.055", "0.55", "USD", "0.00055"),
        Case("1", "JPY", "0.01", "0.01", "ZAR"), Case("1", "JPY", "0.019999999999", "0.01", "ZAR", "0.009999999999"),
        // Units with twelve decimals, and the largest amounts that there can be.
        Case("0.000000000001", "ATOM", "10000000000", "0.01", "ZAR"),
        Case("1000000.000000000001", "ATOM", "1000000000.000000000000", "1000000000000000", "JPY", "0.001"),
        Case("0.01", "ZAR", "0.000000000100", "0.000000000001", "ATOM"),
        Case(
            "2305843.009213693952", "ATOM", "999999999999.999999999999", "2305843009213693951", "JPY",
            "0.999997694156990786306048"),
        Case("23058430092136939.52", "ZAR", "1", "23058430092136939", "JPY", "0.52"),
        Case("23058430092136939.51", "ZAR", "1", "23058430092136939.51", "USD"),
    ]

    private static func ledger() throws -> TestLedger {
        var ledger = try TestLedger()
        try ledger.commit(UnitRegister(code: "ATOM", name: "Smallest parts", decimals: 12))
        for currency in ["JPY", "KWD", "USD", "ATOM"] {
            try ledger.commit(AccountOpen(owner: party("bob"), kind: "main", currency: currency))
            try ledger.commit(AccountOpen(owner: party("ann"), kind: "main", currency: currency))
        }
        return ledger
    }

    private static func exchange(_ sold: String, _ from: String, _ rate: String, _ to: String) throws -> FXTransfer {
        FXTransfer(
            from: try wallet("ann"), to: try wallet("bob"), money: try money(sold, from), toCurrency: to,
            rate: try amount(rate))
    }

    @Test("What is bought is rounded down, and what is left over is booked as one minor unit", arguments: cases)
    func rounding(_ example: Case) throws {
        var ledger = try Self.ledger()
        try ledger.fund("ann", example.sold, example.from)
        let outcome = try ledger.commit(Self.exchange(example.sold, example.from, example.rate, example.to))
        let told = try ledger.told("exchange", by: outcome)
        #expect(told["sold"]?.asObject?["currency"]?.asString == example.from)
        #expect(told["bought"]?.asObject?["amount"]?.asString == example.bought)
        #expect(told["bought"]?.asObject?["currency"]?.asString == example.to)
        #expect(told["remainder"]?.asString == example.remainder)
        let isRounded = example.remainder != "0"
        #expect(try ledger.posted(.rounding, example.to) == (isRounded ? 1 : 0))
        #expect(try ledger.account("ann", example.from).posted == 0)
        let bought = try ledger.account("bob", example.to).posted
        #expect(bought == (try money(example.bought, example.to).resolved(with: ledger.database.units).minorUnits))
        #expect(try ledger.posted(.exchange, example.to) == -bought - (isRounded ? 1 : 0))
        let legs = try ledger.told("transaction", by: outcome)["legs"]?.asArray
        #expect(legs?.count == (isRounded ? 5 : 4))
    }

    @Test(
        "What buys less than a minor unit, or more than can be held, is refused",
        arguments: [
            ("0.99", "ZAR", "1", "JPY", ErrorCode.amountBelowMinimum),
            ("0.01", "ZAR", "0.000000000001", "USD", .amountBelowMinimum),
            ("1", "JPY", "0.009999999999", "ZAR", .amountBelowMinimum),
            ("23058430092136939.52", "ZAR", "1", "USD", .amountTooLarge),
            ("2305843009213693952", "JPY", "999999999999999.999999999999", "ATOM", .amountTooLarge),
            ("1000000", "JPY", "999999999999999", "ATOM", .amountTooLarge),
            ("1", "JPY", "1", "SHELLS", .unknownCurrency),
        ])
    func bounds(sold: String, from: String, rate: String, to: String, code: ErrorCode) throws {
        var ledger = try Self.ledger()
        try ledger.fund("ann", sold, from)
        #expect(try ledger.refusal(of: Self.exchange(sold, from, rate, to)).code == code)
    }

    @Test(
        "The receiver's wallet must be in the currency that is bought; a reversal takes back all legs, a refund is none"
    )
    func undone() throws {
        var ledger = try Self.ledger()
        try ledger.fund("ann", "10")
        var command = try Self.exchange("10", "ZAR", "7.77777", "JPY")
        command.to = try wallet("bob", "ZAR")
        #expect(try ledger.refusal(of: command).code == .currencyMismatch)
        command.to = try wallet("bob")
        let transaction = try ledger.post(command)
        #expect(try ledger.account("bob", "JPY").posted == 77)
        #expect(
            try ledger.refusal(of: TransactionRefund(transaction: transaction, reason: "all")).code
                == .transactionNotRefundable)
        try ledger.commit(TransactionReverse(transaction: transaction, reason: "a mistake"))
        #expect(try ledger.account("ann").posted == 1_000)
        for account in [SystemAccount.rounding, .exchange] {
            for currency in ["ZAR", "JPY"] { #expect(try ledger.posted(account, currency) == 0) }
        }
    }

    @Test("A rate is told in its one form, and is the same content however it was written")
    func rate() throws {
        var ledger = try Self.ledger()
        try ledger.fund("ann", "10")
        let first = ledger.submit(try Self.exchange("10", "ZAR", "0.0550", "USD"), id: "one")
        #expect(try ledger.told("exchange", by: first)["rate"] == "0.055")
        #expect(
            ledger.submit(try Self.exchange("10.00", "ZAR", "0.055", "USD"), id: "one").status
                == .replayed(isCommitted: true))
    }
}
