import BookingDay
import Testing

@Suite struct CSVReaderTests {
    @Test(arguments: [
        ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
        ("a,b\r\n1,2", [["a", "b"], ["1", "2"]]),
        ("\"a,\"\"b\"\"\n\",c\n", [["a,\"b\"\n", "c"]]),
        ("\n\na,,\n", [["a", "", ""]]),
        ("\"\",x\n", [["", "x"]]),
        ("é,ø\n", [["é", "ø"]]),
        ("", []),
    ])
    func readsRows(text: String, rows: [[String]]) throws {
        #expect(try read(Array(text.utf8), pieces: text.utf8.count + 1).map(\.fields) == rows)
    }

    @Test(arguments: 1...9)
    func doesNotDependOnWhereThePiecesEnd(size: Int) throws {
        let text = "name,\"quoted, \"\"with\"\" é\r\nand more\",3\r\n\"x\",,\ny,z,"
        let rows = try read(Array(text.utf8), pieces: size).map(\.fields)
        #expect(
            rows == [["name", "quoted, \"with\" é\r\nand more", "3"], ["x", "", ""], ["y", "z", ""]])
    }

    @Test func countsLines() throws {
        let rows = try read(Array("a\n\"b\nc\"\n\nd\n".utf8), pieces: 3)
        #expect(rows.map(\.line) == [1, 2, 5])
    }

    @Test(arguments: [
        (Array("\"a".utf8), CSVError.Reason.unterminatedQuote), (Array("a\"b\n".utf8), .strayCharacter),
        (Array("\"a\"b\n".utf8), .strayCharacter), (Array("a\rb\n".utf8), .strayCharacter),
        ([0xFF, 0x0A], .invalidUTF8),
        (Array(repeating: UInt8(ascii: "x"), count: CSVReader.longestRow + 1), .rowTooLong),
    ])
    func refusesWhatIsNoCSV(bytes: [UInt8], reason: CSVError.Reason) {
        let error = #expect(throws: CSVError.self) { try read(bytes, pieces: 4_096) }
        #expect(error?.reason == reason)
    }

    private func read(_ bytes: [UInt8], pieces size: Int) throws -> [CSVRow] {
        var reader = CSVReader()
        var rows: [CSVRow] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            rows += try reader.take(bytes[start..<min(start + size, bytes.count)])
        }
        if let last = try reader.finish() { rows.append(last) }
        return rows
    }
}
