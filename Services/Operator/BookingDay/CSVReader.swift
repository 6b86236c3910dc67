/// Reads comma-separated values as RFC 4180 describes them, piece by piece, so that a file of any length needs little memory.
///
/// Fields may be quoted; a quote inside of quotes is doubled. Lines end with LF or CRLF. Empty lines are skipped.
public struct CSVReader: Sendable {
    /// The most bytes in one row; more is an error, so that a file without line ends cannot fill the memory.
    public static let longestRow = 1 << 16

    private enum Place {
        case fieldStart, plain, quoted, quoteInQuotes, afterReturn
    }

    private var place = Place.fieldStart
    private var field: [UInt8] = []
    private var fields: [String] = []
    private var rowLength = 0
    private var line = 1
    private var rowLine = 1

    /// Starts at the beginning of a file.
    public init() {}

    /// Takes the next piece of the file.
    ///
    /// - Returns: the rows that it completes.
    public mutating func take(_ piece: some Sequence<UInt8>) throws(CSVError) -> [CSVRow] {
        var rows: [CSVRow] = []
        for byte in piece {
            if let row = try take(byte) { rows.append(row) }
        }
        return rows
    }

    /// Ends the file.
    ///
    /// - Returns: the last row where no line end follows it.
    public mutating func finish() throws(CSVError) -> CSVRow? {
        guard place != .quoted else { throw CSVError(.unterminatedQuote, line: line) }
        return try endRow()
    }

    private mutating func take(_ byte: UInt8) throws(CSVError) -> CSVRow? {
        rowLength += 1
        guard rowLength <= Self.longestRow else { throw CSVError(.rowTooLong, line: rowLine) }
        if byte == UInt8(ascii: "\n") { line += 1 }
        switch (place, byte) {
        case (.quoted, UInt8(ascii: "\"")): place = .quoteInQuotes
        case (.quoted, _): field.append(byte)
        case (.quoteInQuotes, UInt8(ascii: "\"")):
            field.append(byte)
            place = .quoted
        case (.fieldStart, UInt8(ascii: "\"")): place = .quoted
        case (_, UInt8(ascii: ",")) where place != .afterReturn:
            try endField()
        case (_, UInt8(ascii: "\n")): return try endRow()
        case (.afterReturn, _): throw CSVError(.strayCharacter, line: line)
        case (_, UInt8(ascii: "\r")): place = .afterReturn
        case (.quoteInQuotes, _), (.plain, UInt8(ascii: "\"")): throw CSVError(.strayCharacter, line: line)
        default:
            place = .plain
            field.append(byte)
        }
        return nil
    }

    private mutating func endField() throws(CSVError) {
        guard let text = String(validating: field, as: UTF8.self) else { throw CSVError(.invalidUTF8, line: line) }
        fields.append(text)
        field.removeAll(keepingCapacity: true)
        place = .fieldStart
    }

    private mutating func endRow() throws(CSVError) -> CSVRow? {
        let isEmpty = fields.isEmpty && field.isEmpty
        try endField()
        let row = CSVRow(line: rowLine, fields: fields)
        fields.removeAll(keepingCapacity: true)
        rowLength = 0
        rowLine = line
        return isEmpty ? nil : row
    }
}

/// One row of a file.
public struct CSVRow: Sendable, Hashable {
    /// The line on which it begins, counted from 1.
    public let line: Int
    /// Its values.
    public let fields: [String]
}

/// Why a file is no CSV.
public struct CSVError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong.
    public enum Reason: String, Sendable {
        /// A quoted value has no end.
        case unterminatedQuote = "a quoted value does not end"
        /// A quote, or something after one, stands where it cannot.
        case strayCharacter = "a quote or a carriage return stands where it cannot"
        /// A row is longer than ``CSVReader/longestRow``.
        case rowTooLong = "the row has more than 65536 bytes"
        /// A value is no text.
        case invalidUTF8 = "the row is not UTF-8"
    }

    /// What is wrong.
    public let reason: Reason
    /// The line, counted from 1.
    public let line: Int

    init(_ reason: Reason, line: Int) {
        self.reason = reason
        self.line = line
    }

    /// Line and reason.
    public var description: String { "line \(line): \(reason.rawValue)" }
}
