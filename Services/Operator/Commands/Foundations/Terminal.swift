import Foundation

/// Where the tool writes: results to standard output, everything else to standard error.
enum Terminal {
    /// Whether a person watches.
    static let isInteractive = isatty(STDERR_FILENO) == 1

    /// Writes a part of the result.
    static func result(_ text: String) { FileHandle.standardOutput.write(Data("\(text)\n".utf8)) }

    /// Writes a line that is no part of the result.
    static func note(_ text: String) { FileHandle.standardError.write(Data("\(text)\n".utf8)) }

    /// Writes without ending the line.
    static func draw(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }

    /// Writes a result for machines.
    static func json(_ value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        result(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// Numbers with separators, such as `1,234,567`.
    static func grouped(_ number: some BinaryInteger) -> String {
        var text = String(number.magnitude)
        var place = text.count - 3
        while place > 0 {
            text.insert(",", at: text.index(text.startIndex, offsetBy: place))
            place -= 3
        }
        return number < 0 ? "-\(text)" : text
    }

    /// A number with so many decimals.
    static func fixed(_ number: Double, _ decimals: Int) -> String { String(format: "%.\(decimals)f", number) }
}
