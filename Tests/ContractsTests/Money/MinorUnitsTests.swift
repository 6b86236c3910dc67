import Contracts
import Testing

@Suite("Minor units as text")
struct MinorUnitsTests {
    @Test(
        arguments: [
            (0, 0, "0"), (0, 2, "0.00"), (5, 2, "0.05"), (-5, 2, "-0.05"), (50, 2, "0.50"), (100, 2, "1.00"),
            (12_550, 2, "125.50"),
            (125, 0, "125"), (-125, 0, "-125"), (10, 1, "1.0"), (9, 1, "0.9"), (1, 12, "0.000000000001"),
            (1_000, 3, "1.000"),
            (.max, 0, "9223372036854775807"), (.min, 0, "-9223372036854775808"), (.max, 2, "92233720368547758.07"),
            (.min, 12, "-9223372.036854775808"), (.min, 2, "-92233720368547758.08"),
        ] as [(Int64, UInt8, String)])
    func examples(minorUnits: Int64, decimals: UInt8, text: String) {
        #expect(MinorUnits.text(minorUnits, decimals: decimals) == text)
        var bytes = Array("[".utf8)
        MinorUnits.append(minorUnits, decimals: decimals, to: &bytes)
        #expect(bytes == Array(("[" + text).utf8))
    }

    @Test(
        "What is formatted is parsed as the same number, for random and extreme values",
        arguments: [1, 2, 3] as [UInt64])
    func roundTrip(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let extremes: [Int64] = [.min, .min + 1, -1, 0, 1, .max - 1, .max]
        for decimals in UInt8(0)...12 {
            let unit = try CurrencyUnit(code: "UNIT", number: 1_000, decimals: decimals)
            let random = (0..<1_000).map { _ in
                Int64.random(in: .min ... .max, using: &generator) >> Int64.random(in: 0...63, using: &generator)
            }
            for value in extremes + random {
                let text = Money(minorUnits: value, unit: unit).amountText
                #expect(try Money(parsing: text, unit: unit).minorUnits == value, "\(text), seed \(seed)")
            }
        }
    }
}
