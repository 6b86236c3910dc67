import Contracts
import Testing

@testable import LedgerAudit

/// The parts of verifying and reconciling that need no database.
@Suite struct VerifyPartsTests {
    /// Entries as (sequence, amount, balance).
    private func isContinuous(_ entries: [(Int64, Int64, Int64)]) -> Bool {
        let places = PlaceHash()
        var tally = AccountTally(
            unit: 710, isLimited: true, posted: 0, held: 0, version: 0, entrySequence: 0, correctedVersion: 0)
        for (index, entry) in entries.enumerated() {
            tally.enter(
                transaction: Int64(index), sequence: entry.0, amount: entry.1, balance: entry.2, places)
        }
        return tally.isContinuous(places)
    }

    @Test("A path of balances is one in whatever order its entries come, and nothing else is")
    func paths() {
        let path: [(Int64, Int64, Int64)] = [(1, 100, 100), (2, -30, 70), (3, 5, 75), (4, 25, 100)]
        #expect(isContinuous([]))
        #expect(isContinuous(path))
        #expect(isContinuous([path[2], path[0], path[3], path[1]]))
        #expect(!isContinuous([path[0], path[1], path[3]]), "one is missing")
        #expect(!isContinuous(Array(path.dropFirst())), "the first is missing")
        #expect(!isContinuous(path + [path[3]]), "one is there twice")
        #expect(!isContinuous([path[0], (2, -30, 71), path[2], path[3]]), "a balance is wrong")
        #expect(!isContinuous([path[0], path[1], path[2], (5, 25, 100)]), "a number is left out")
        #expect(!isContinuous([(1, 100, 100), (2, 10, 110), (2, -30, 70), (3, 30, 100)]), "two in one place")
    }

    @Test("Accounts are found in a document, whatever its strings contain")
    func accounts() {
        let id = AccountID(number: 10_000_001)
        let text = """
            {"reason":"\\"accounts\\":[{","accounts":[{"id":"\(id)","kind":"a\\"},{b","posted_before":"1.00","posted":"-12.50",\
            "held":"0.05","unlimited":false,"version":"7"},{"id":"cash:ZAR","unlimited":true}],"at":"x"}
            """
        var found: [String] = []
        Array(text.utf8).withUnsafeBytes { bytes in
            DocumentScan(bytes: bytes).accounts(from: 0, outcome: 1) { account, told in
                found.append("\(account) \(told.posted) \(told.held) \(told.version)")
            }
        }
        #expect(found == ["10000001 -1250 5 7"])
    }

    @Test("Metadata is compared without reading the document, where nothing in it is escaped")
    func metadata() {
        func tells(_ text: String, _ pairs: [(key: String, value: String)]) -> Bool {
            Array(text.utf8).withUnsafeBytes { DocumentScan(bytes: $0).tells(pairs) }
        }
        let text = #"{"note":"\"metadata\":{","metadata":{"room":"7","a":"b"},"at":"x"}"#
        #expect(tells(text, [("a", "b"), ("room", "7")]))
        #expect(!tells(text, [("a", "b"), ("room", "8")]))
        #expect(!tells(text, [("a", "b")]))
        #expect(!tells(#"{"metadata":{"a":"\"b\""}}"#, [("a", #"\"b\""#)]), "it has to be read")
        #expect(!tells(#"{"at":"x"}"#, [("a", "b")]))
    }

    @Test("What differs is named by its path; what is there besides does not matter")
    func differences() throws {
        let mine = try JSONReader.read(Array(#"{"a":{"b":["1","2"]},"c":"x"}"#.utf8))
        let same = try JSONReader.read(Array(#"{"c":"x","d":"y","a":{"b":["1","2"]}}"#.utf8))
        let other = try JSONReader.read(Array(#"{"a":{"b":["1","3"]},"c":"x"}"#.utf8))
        #expect(mine.firstDifference(in: same) == nil)
        let difference = try #require(mine.firstDifference(in: other))
        #expect([difference.path, difference.expected, difference.found] == ["a.b[1]", "2", "3"])
    }

    @Test("Statements of a walk read a bounded number of entries, and all of them")
    func parts() {
        let most = BalanceWalk.mostEntries
        let lengths = [0, 3, most * 2 + 5, 1, most - 9, 0, 7]
        let statements = BalanceWalk.parts(of: lengths)
        for parts in statements { #expect(parts.map { Int64($0.range.count) }.reduce(0, +) <= most) }
        for (account, length) in lengths.enumerated() {
            let ranges = statements.joined().filter { $0.account == account }.map(\.range)
            #expect(ranges.first?.lowerBound ?? 0 == 0 && ranges.last?.upperBound ?? 0 == length)
            #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
        }
    }

    @Test("A threshold is in the account's unit")
    func thresholds() throws {
        func isWithin(_ amount: Int64, _ threshold: String, _ decimals: UInt8) throws -> Bool {
            let right = AccountBalance(posted: 1_000, held: 0, entries: 1)
            let stored = AccountBalance(posted: 1_000 - amount, held: 0, entries: 1)
            return BalanceDifference(account: 1, unit: 710, stored: stored, recomputed: right)
                .isWithin(try DecimalAmount(parsing: threshold), decimals: decimals)
        }
        #expect(try isWithin(5, "0.05", 2) && isWithin(-5, "0.05", 2) && isWithin(5, "1", 2))
        #expect(try !isWithin(6, "0.05", 2) && !isWithin(1, "0", 2) && !isWithin(1, "0.999", 0))
        #expect(try isWithin(1, "1.9", 0) && isWithin(50, "0.05", 3) && !isWithin(51, "0.05", 3))
        let far = BalanceDifference(
            account: 1, unit: 710, stored: AccountBalance(posted: .min, held: 0, entries: 0),
            recomputed: AccountBalance(posted: .max, held: 0, entries: 0))
        #expect(far.amount == .max)
    }

    @Test("A multirange is read as PostgreSQL writes it")
    func multiranges() {
        #expect(JournalPass.ranges("{[1,4),[9,12)}") == [1..<4, 9..<12])
        #expect(JournalPass.ranges("{}").isEmpty)
    }
}
