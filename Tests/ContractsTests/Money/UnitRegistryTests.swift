import Contracts
import Testing

@Suite("Units")
struct UnitRegistryTests {
    @Test(
        arguments: [
            ("ZAR", 710, 2), ("USD", 840, 2), ("EUR", 978, 2), ("JPY", 392, 0), ("KWD", 414, 3), ("CLF", 990, 4),
            ("ALL", 8, 2),
            ("MGA", 969, 2), ("IQD", 368, 3), ("UGX", 800, 0), ("AED", 784, 2), ("ZWG", 924, 2),
        ] as [(String, Int16, UInt8)])
    func builtIn(code: String, number: Int16, decimals: UInt8) throws {
        let registry = UnitRegistry()
        let unit = try CurrencyUnit(code: code, number: number, decimals: decimals)
        #expect(registry[code] == unit)
        #expect(registry[number] == unit)
        #expect(!unit.isRegistered)
    }

    @Test(arguments: ["XAU", "XAG", "XTS", "XXX", "XDR", "zar", "ZA", "ZARR", "", "ZZZ", "DEM", "ZÄR", "POINTS", "É"])
    func unknown(code: String) {
        #expect(UnitRegistry()[code] == nil)
    }

    @Test func registering() throws {
        var registry = UnitRegistry()
        #expect(registry.nextNumber == 1_000)
        #expect(registry[1_000] == nil)
        let points = try CurrencyUnit(code: "POINTS", number: 1_000, decimals: 0)
        let toman = try CurrencyUnit(code: "TOMAN", number: 1_007, decimals: 1)
        try registry.register(points)
        try registry.register(toman)
        try registry.register(points)
        #expect(registry["POINTS"] == points)
        #expect(registry[1_007] == toman)
        #expect(registry.registered == [points, toman])
        #expect(registry.nextNumber == 1_008)
        #expect(points.isRegistered)
    }

    @Test func conflictsChangeNothing() throws {
        var registry = UnitRegistry()
        let points = try CurrencyUnit(code: "POINTS", number: 1_000, decimals: 0)
        try registry.register(points)
        let before = registry
        try expect(.codeTaken(points), code: "POINTS", number: 1_000, decimals: 1)
        try expect(.codeTaken(points), code: "POINTS", number: 1_001, decimals: 0)
        try expect(.numberTaken(points), code: "STARS", number: 1_000, decimals: 0)
        try expect(.reservedCode, code: "XAU", number: 1_001, decimals: 2)
        try expect(.reservedCode, code: "QQQ", number: 1_001, decimals: 2)
        try expect(.invalidNumber, code: "STARS", number: 710, decimals: 2)
        let rand = try #require(registry["ZAR"])
        try expect(.codeTaken(rand), code: "ZAR", number: 710, decimals: 3)
        try registry.register(rand)
        #expect(registry == before)

        func expect(_ error: UnitError, code: String, number: Int16, decimals: UInt8) throws {
            let unit = try CurrencyUnit(code: code, number: number, decimals: decimals)
            #expect(throws: error) { try registry.register(unit) }
        }
    }

    @Test func numbersRunOut() throws {
        var registry = UnitRegistry()
        try registry.register(CurrencyUnit(code: "LAST", number: .max, decimals: 0))
        #expect(registry.nextNumber == nil)
    }

    @Test(arguments: ["", "P", "PO", "points", "1AB", "_AB", "PO INTS", "PÖINTS", "ABCDEFGHIJKLMNOP", "A-B", "AB\0"])
    func invalidCodes(code: String) {
        #expect(throws: UnitError.invalidCode) { try CurrencyUnit(code: code, number: 1_000, decimals: 0) }
    }

    @Test func invalidUnits() throws {
        #expect(throws: UnitError.invalidNumber) { try CurrencyUnit(code: "POINTS", number: 0, decimals: 0) }
        #expect(throws: UnitError.invalidNumber) { try CurrencyUnit(code: "POINTS", number: -1, decimals: 0) }
        #expect(throws: UnitError.invalidDecimals) { try CurrencyUnit(code: "POINTS", number: 1_000, decimals: 13) }
        #expect(
            try CurrencyUnit(code: "ABCDEFGHIJKLMN_9".dropLast().description, number: 1_000, decimals: 12).decimals
                == 12)
    }
}
