import Contracts
import Testing

@Suite("Ranges of the workflows' fields")
struct WorkflowRangeTests {
    private static let money = #""money": {"amount": "1", "currency": "ZAR"}"#
    private static let pair = #""from": "wal_000000009h5m1", "to": "wal_000000009h5m2", "# + money

    private func isRead(_ type: String, _ members: String) -> Bool { messageError("{\(members)}", type: type) == nil }

    @Test(
        "A job may take a minute to 366 days",
        arguments: [("60", true), ("31622400", true), ("59", false), ("31622401", false), ("0", false)])
    func jobSeconds(literal: String, isValid: Bool) {
        let members = #""wallet": "wal_000000009h5m1", "job_type": "a", "expires_in": \#(literal), \#(Self.money)"#
        #expect(isRead("job.start", members) == isValid)
    }

    @Test(
        "Kinds of jobs",
        arguments: [
            ("a", true), ("0", true), ("a-b_c.d", true), (String(repeating: "x", count: 64), true), ("", false),
            (String(repeating: "x", count: 65), false), ("A", false), ("a b", false), ("é", false), ("a/b", false),
        ])
    func jobTypes(text: String, isValid: Bool) {
        #expect(
            isRead("job.start", #""wallet": "wal_000000009h5m1", "job_type": "\#(text)", \#(Self.money)"#) == isValid)
    }

    @Test(
        "Rates: above zero, fifteen digits and twelve decimals, in a text",
        arguments: [
            (#""1""#, true), (#""0.000000000001""#, true), (#""999999999999999.999999999999""#, true),
            (#""7.10""#, true), (#""0.0000000000001""#, false), (#""1000000000000000""#, false),
            (#""1.0000000000000""#, false), (#""0""#, false), (#""0.00""#, false), (#""-1""#, false),
            (#""01""#, false), (#""1e3""#, false), (#""""#, false), ("7.1", false), ("true", false),
            (#""99999999999999999999999999999999999999999999""#, false),
        ])
    func rates(literal: String, isValid: Bool) throws {
        let error = messageError(#"{\#(Self.pair), "to_currency": "KES", "rate": \#(literal)}"#, type: "fx.transfer")
        #expect((error == nil) == isValid)
        if !isValid { #expect(error?.code == .invalidField && error?.field == "rate") }
    }

    @Test("A rate is kept exactly and written in one way", arguments: [("7.10", "7.1"), ("100", "100")])
    func rateText(text: String, canonical: String) throws {
        let body = #"{\#(Self.pair), "to_currency": "KES", "rate": "\#(text)"}"#
        let command = try #require(try readCommand(body, type: "fx.transfer").command as? FXTransfer)
        #expect(command.rate.canonicalText == canonical)
    }

    @Test(
        "Basis points: 0 to 10,000",
        arguments: [("0", true), ("\"10000\"", true), ("10001", false), ("-1", false), ("1.5", false)])
    func basisPoints(literal: String, isValid: Bool) {
        for field in ["fee_basis_points", "tax_basis_points"] {
            #expect(isRead("payment.split", Self.pair + #", "\#(field)": \#(literal)"#) == isValid, "\(field)")
        }
    }

    @Test("A fee may be zero, a bound not")
    func zeros() {
        #expect(isRead("payment.split", Self.pair + #", "fee": "0", "tax": "0.00""#))
        #expect(messageError("{\(Self.pair), \"fee\": \"-1\"}", type: "payment.split")?.code == .amountNotPositive)
        for bound in ["minimum", "maximum", "daily"] {
            let error = messageError(#"{"wallet": "wal_000000009h5m1", "\#(bound)": "0"}"#, type: "limit.set")
            #expect(error?.code == .amountNotPositive, "\(bound)")
            #expect(error?.field == bound)
        }
        let schedule = #"{"wallet": "wal_000000009h5m1", "interval": "daily", "minimum": "0"}"#
        #expect(messageError(schedule, type: "payout.schedule")?.code == .amountNotPositive)
    }

    @Test(
        "Which of two amounts is more, whatever their decimals",
        arguments: [
            ("1", "1", false), ("1.00", "1", false), ("1", "1.00", false), ("1.01", "1", true), ("1", "1.01", false),
            ("2", "1.99", true), ("10", "9", true), ("0.09", "0.1", false), ("0.1", "0.09", true), ("1", "-1", true),
            ("-1", "1", false), ("-1", "-1.01", true), ("-1.01", "-1", false), ("0", "0.0", false),
            (
                "340282366920938463463374607431768211455", "34028236692093846346337460743176821145.5", true
            ),
            (
                "34028236692093846346337460743176821145.5", "340282366920938463463374607431768211455", false
            ),
            (
                "0.00000000000000000000000000000000000002", "0.00000000000000000000000000000000000001", true
            ),
        ])
    func comparing(left: String, right: String, exceeds: Bool) throws {
        #expect(try DecimalAmount(parsing: left).exceeds(DecimalAmount(parsing: right)) == exceeds)
    }

    @Test("Days of the week by ISO 8601")
    func weekdays() {
        #expect(Weekday.allCases.map(\.isoNumber) == [1, 2, 3, 4, 5, 6, 7])
        #expect(Weekday.allCases.first == .monday)
        for day in Weekday.allCases { #expect(Weekday(isoNumber: day.isoNumber) == day) }
        for number in [0, 8, -1] as [Int16] { #expect(Weekday(isoNumber: number) == nil) }
    }
}
