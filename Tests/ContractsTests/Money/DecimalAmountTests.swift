import Contracts
import Testing

@Suite("Amounts as they are sent")
struct DecimalAmountTests {
    private func unit(_ decimals: UInt8) throws -> CurrencyUnit {
        try CurrencyUnit(code: "UNIT", number: 1_000, decimals: decimals)
    }

    @Test(
        arguments: [
            ("0", 0, 0), ("0", 2, 0), ("0.00", 2, 0), ("0.0", 2, 0), ("125.50", 2, 12_550), ("125.5", 2, 12_550),
            ("125", 2, 12_500), ("-0.05", 2, -5), ("0.05", 2, 5), ("1", 0, 1), ("-1", 0, -1), ("10", 0, 10),
            ("1.234", 3, 1_234),
            ("0.000000000001", 12, 1), ("9223372036854775807", 0, .max), ("-9223372036854775808", 0, .min),
            ("92233720368547758.07", 2, .max), ("-92233720368547758.08", 2, .min), ("9223372.036854775807", 12, .max),
            ("25996260.41", 2, 2_599_626_041), ("100.00", 2, 10_000), ("-6.38", 2, -638),
        ] as [(String, UInt8, Int64)])
    func accepted(text: String, decimals: UInt8, minorUnits: Int64) throws {
        #expect(try DecimalAmount(parsing: text).minorUnits(in: unit(decimals)) == minorUnits)
    }

    @Test(
        arguments: [
            ("", AmountError.empty), ("-", .invalidSyntax(offset: 1)), (".", .invalidSyntax(offset: 0)),
            (".5", .invalidSyntax(offset: 0)), ("-.5", .invalidSyntax(offset: 1)), ("5.", .invalidSyntax(offset: 2)),
            ("-5.", .invalidSyntax(offset: 3)), ("+5", .invalidSyntax(offset: 0)), ("--5", .invalidSyntax(offset: 1)),
            ("5-", .invalidSyntax(offset: 1)), ("1e3", .invalidSyntax(offset: 1)), ("1E3", .invalidSyntax(offset: 1)),
            (" 1", .invalidSyntax(offset: 0)), ("1 ", .invalidSyntax(offset: 1)), ("1,5", .invalidSyntax(offset: 1)),
            ("1_000", .invalidSyntax(offset: 1)), ("1'000", .invalidSyntax(offset: 1)),
            ("1.5.5", .invalidSyntax(offset: 3)),
            ("1..5", .invalidSyntax(offset: 2)), ("NaN", .invalidSyntax(offset: 0)), ("inf", .invalidSyntax(offset: 0)),
            ("0x10", .invalidSyntax(offset: 1)), ("١٢", .invalidSyntax(offset: 0)), ("1２", .invalidSyntax(offset: 1)),
            ("−5", .invalidSyntax(offset: 0)), ("$5", .invalidSyntax(offset: 0)), ("5 ZAR", .invalidSyntax(offset: 1)),
            ("1\0", .invalidSyntax(offset: 1)), ("1\u{301}", .invalidSyntax(offset: 1)),
            ("1\n", .invalidSyntax(offset: 1)),
            ("00", .leadingZero), ("01", .leadingZero), ("-01", .leadingZero), ("007", .leadingZero),
            ("00.5", .leadingZero),
            ("-0", .negativeZero), ("-0.00", .negativeZero),
        ] as [(String, AmountError)])
    func syntax(text: String, error: AmountError) {
        #expect(throws: error) { try DecimalAmount(parsing: text) }
    }

    @Test func length() throws {
        let forty = "0." + String(repeating: "1", count: 38)
        #expect(try DecimalAmount(parsing: forty).scale == 38)
        #expect(throws: AmountError.tooLong) { try DecimalAmount(parsing: forty + "1") }
        #expect(throws: AmountError.tooLong) { try DecimalAmount(parsing: String(repeating: "x", count: 10_000)) }
        #expect(throws: AmountError.overflow) { try DecimalAmount(parsing: String(repeating: "9", count: 40)) }
        let most = String(UInt128.max)
        #expect(try DecimalAmount(parsing: most).digits == UInt128.max)
        #expect(throws: AmountError.overflow) { try DecimalAmount(parsing: most.dropLast() + "6") }
    }

    @Test(
        arguments: [
            ("1.0", 0, AmountError.tooManyDecimals(allowed: 0)), ("1.000", 2, .tooManyDecimals(allowed: 2)),
            ("0.001", 2, .tooManyDecimals(allowed: 2)), ("99999999999999999999.001", 2, .tooManyDecimals(allowed: 2)),
            ("9223372036854775808", 0, .overflow), ("-9223372036854775809", 0, .overflow),
            ("92233720368547758.08", 2, .overflow),
            ("-92233720368547758.09", 2, .overflow), ("92233720368547759", 2, .overflow),
            ("18446744073709551616", 0, .overflow),
            ("18446744073709551615", 0, .overflow), ("-18446744073709551615", 0, .overflow),
            ("184467440737095517", 2, .overflow),
            ("1000000000000000000000000000000", 0, .overflow), ("10000000", 12, .overflow),
        ] as [(String, UInt8, AmountError)])
    func bounds(text: String, decimals: UInt8, error: AmountError) throws {
        let amount = try DecimalAmount(parsing: text)
        let unit = try unit(decimals)
        #expect(throws: error) { try amount.minorUnits(in: unit) }
    }

    @Test func equalityIsAsSent() throws {
        #expect(try DecimalAmount(parsing: "1.5") == DecimalAmount(parsing: "1.5"))
        #expect(try DecimalAmount(parsing: "1.5") != DecimalAmount(parsing: "1.50"))
        #expect(try DecimalAmount(parsing: "1.5") != DecimalAmount(parsing: "-1.5"))
    }

    @Test("Any amount that is accepted means what plain big-integer arithmetic says", arguments: [1, 2, 3] as [UInt64])
    func againstNaiveModel(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<3_000 {
            let decimals = UInt8.random(in: 0...12, using: &generator)
            let scale = Int.random(in: 0...14, using: &generator)
            let whole = UInt64.random(
                in: 0...(UInt64.max >> UInt64.random(in: 0...63, using: &generator)), using: &generator)
            let fraction = (0..<scale).map { _ in String(Int.random(in: 0...9, using: &generator)) }.joined()
            let text = String(whole) + (scale > 0 ? "." + fraction : "")
            let amount = try DecimalAmount(parsing: text)
            guard scale <= Int(decimals) else {
                #expect(throws: AmountError.tooManyDecimals(allowed: decimals)) {
                    try amount.minorUnits(in: unit(decimals))
                }
                continue
            }
            let padded = String(whole) + fraction + String(repeating: "0", count: Int(decimals) - scale)
            if let expected = Int64(padded) {
                #expect(try amount.minorUnits(in: unit(decimals)) == expected, "\(text), \(decimals) decimals")
            } else {
                #expect(throws: AmountError.overflow) { try amount.minorUnits(in: unit(decimals)) }
            }
        }
    }
}
