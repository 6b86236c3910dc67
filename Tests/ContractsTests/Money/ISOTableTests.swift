import Contracts
import Foundation
import Testing

/// The published list, which is not part of this repository: in the folder that `KAURI_DATA` names, or beside the checkout.
private enum PublishedList {
    static let file: URL = {
        let folder: URL
        if let path = ProcessInfo.processInfo.environment["KAURI_DATA"] {
            folder = URL(fileURLWithPath: path)
        } else {
            var checkout = URL(fileURLWithPath: #filePath)
            for _ in 0..<4 { checkout.deleteLastPathComponent() }
            folder = checkout.deletingLastPathComponent().appendingPathComponent("shared/data")
        }
        return folder.appendingPathComponent("iso4217/iso4217_minor_units.csv")
    }()

    static var isPresent: Bool { FileManager.default.fileExists(atPath: file.path) }
}

@Suite("The table of ISO 4217")
struct ISOTableTests {
    @Test(
        "The table is the published list",
        .enabled(
            if: PublishedList.isPresent,
            "iso4217/iso4217_minor_units.csv is neither in KAURI_DATA nor in ../shared/data"))
    func publishedList() throws {
        let registry = UnitRegistry()
        let lines = try String(contentsOf: PublishedList.file, encoding: .utf8).split(whereSeparator: \.isNewline)
        #expect(lines.first == "code,numeric,minor_unit,name")
        var codes: Set<String> = []
        for line in lines.dropFirst() {
            let fields = line.split(separator: ",", maxSplits: 3).map(String.init)
            try #require(fields.count == 4)
            if fields[2] == "N.A." {
                #expect(registry[fields[0]] == nil, "\(fields[0]) has no minor unit")
                continue
            }
            codes.insert(fields[0])
            let unit = try #require(registry[fields[0]], "\(fields[0]) is missing")
            #expect(unit.number == Int16(fields[1]))
            #expect(unit.decimals == UInt8(fields[2]))
        }
        #expect(Set(UnitRegistry.iso.map(\.code)) == codes)
    }

    @Test("The table is consistent in itself")
    func consistency() throws {
        let units = UnitRegistry.iso
        #expect(units.count == 165)
        #expect(Set(units.map(\.code)).count == 165)
        #expect(Set(units.map(\.number)).count == 165)
        let registry = UnitRegistry()
        for unit in units {
            #expect(try CurrencyUnit(code: unit.code, number: unit.number, decimals: unit.decimals) == unit)
            #expect(1..<1_000 ~= unit.number)
            #expect(registry[unit.code] == unit)
            #expect(registry[unit.number] == unit)
        }
    }

    @Test("No other three letters and no other number stand for a currency")
    func nothingElse() {
        let registry = UnitRegistry()
        let letters = (UInt8(ascii: "A")...UInt8(ascii: "Z")).map { String(UnicodeScalar($0)) }
        var found = 0
        for first in letters {
            for second in letters {
                for third in letters where registry[first + second + third] != nil { found += 1 }
            }
        }
        #expect(found == 165)
        #expect((Int16.min...Int16.max).count { registry[$0] != nil } == 165)
    }
}
