import ArgumentParser
import BookingDay
import Testing

@testable import Operator

@Suite struct OutputTests {
    @Test(
        arguments: [
            (Int128(0), 2, "0.00"), (5, 2, "0.05"), (-5, 2, "-0.05"), (12_345, 0, "12345"), (-100, 3, "-0.100"),
            (Int128(Int64.max) * 10, 2, "922337203685477580.70"),
        ] as [(Int128, UInt8, String)])
    func writesDecimals(number: Int128, decimals: UInt8, text: String) {
        #expect(number.decimalText(decimals: decimals) == text)
    }

    @Test(arguments: [(0, "0"), (999, "999"), (1_000, "1,000"), (-1_234_567, "-1,234,567")])
    func groupsDigits(number: Int, text: String) {
        #expect(Terminal.grouped(number) == text)
    }

    @Test func alignsColumns() {
        var table = Table([("name", .left), ("n", .right)])
        table.add(["a", "100"])
        table.add(["longer"])
        #expect(table.text == "  name      n\n  a       100\n  longer")
    }

    @Test func summarisesLatencies() {
        var latencies = Latencies()
        latencies.record(nanoseconds: 1_000_000, count: 98)
        latencies.record(nanoseconds: 50_000_000, count: 2)
        #expect(abs(latencies.summary.p50 - 1) < 0.01)
        #expect(abs(latencies.summary.p99 - 50) < 0.1)
        #expect(abs(latencies.summary.max - 50) < 0.1)
        #expect(Latencies().summary.p50 == 0)
    }

    @Test(arguments: [
        ["simulate", "--seed", "1", "--bookings", "10"],
        ["bench", "ledger", "--batch", "500", "--hot", "--no-baseline"],
        ["trial-balance", "--json"], ["balance", "cash:ZAR"], ["migrate"],
    ])
    func parses(arguments: [String]) throws {
        _ = try Kauri.parseAsRoot(arguments)
    }

    @Test(arguments: [
        ["simulate"], ["simulate", "--seed", "1", "--bookings", "0"], ["simulate", "--seed", "1", "--currency", "XXX"],
        ["bench", "ledger", "--batch", "1001"], ["bench", "ledger", "--rate", "0"],
    ])
    func refuses(arguments: [String]) {
        let error = #expect(throws: (any Error).self) { try Kauri.parseAsRoot(arguments) }
        #expect(error.map { Kauri.exitCode(for: $0).rawValue } == 64)
    }
}
