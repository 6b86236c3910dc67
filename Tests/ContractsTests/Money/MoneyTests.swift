import Contracts
import Testing

@Suite("Money")
struct MoneyTests {
    private let registry = UnitRegistry()

    private func money(_ minorUnits: Int64, _ code: String = "ZAR") throws -> Money {
        Money(minorUnits: minorUnits, unit: try #require(registry[code]))
    }

    @Test func arithmetic() throws {
        #expect(try money(100).adding(money(-30)) == money(70))
        #expect(try money(100).subtracting(money(130)) == money(-30))
        #expect(try money(5).negated() == money(-5))
        #expect(try money(.max).negated() == money(.min + 1))
        #expect(try money(.max).adding(money(.min)) == money(-1))
    }

    @Test func overflow() throws {
        let (most, least, one) = (try money(.max), try money(.min), try money(1))
        #expect(throws: AmountError.overflow) { try most.adding(one) }
        #expect(throws: AmountError.overflow) { try least.subtracting(one) }
        #expect(throws: AmountError.overflow) { try least.negated() }
    }

    @Test func unitsDoNotMix() throws {
        let (rand, dollar) = (try money(1), try money(.max, "USD"))
        #expect(throws: AmountError.unitMismatch("ZAR", "USD")) { try rand.adding(dollar) }
        #expect(throws: AmountError.unitMismatch("ZAR", "USD")) { try rand.subtracting(dollar) }
    }

    @Test func text() throws {
        #expect(try money(12_550).amountText == "125.50")
        #expect(try money(-5).description == "-0.05 ZAR")
        #expect(try money(125, "JPY").amountText == "125")
        #expect(try Money(parsing: "1.5", unit: money(0).unit) == money(150))
        #expect(try money(0).isZero && money(1).isPositive && money(-1).isNegative)
    }

    @Test func json() throws {
        var writer = JSONWriter()
        writer.beginArray()
        writer.money(try money(12_550))
        writer.amount(-5, in: try money(0, "KWD").unit)
        writer.endArray()
        #expect(String(decoding: writer.bytes, as: UTF8.self) == #"[{"amount":"125.50","currency":"ZAR"},"-0.005"]"#)
    }

    @Test("Errors read well")
    func descriptions() {
        #expect(AmountError.tooManyDecimals(allowed: 2).description == "the amount has more than 2 decimals")
        #expect(
            AmountError.invalidSyntax(offset: 0).description
                == "the amount is not a plain decimal number at character 1")
        #expect(UnitError.reservedCode.description == "three-letter codes are reserved for ISO 4217")
    }
}
