import Contracts
import Testing

@Suite("UTF-8 in JSON")
struct JSONReaderUTF8Tests {
    /// Stray continuation bytes, truncated and overlong forms, surrogates, and what lies above U+10FFFF.
    static let illFormed: [[UInt8]] = [
        [0x80], [0xBF], [0xC0, 0x80], [0xC0, 0xAF], [0xC1, 0xBF], [0xC2], [0xC2, 0x41], [0xC3, 0x28], [0xC2, 0xC0],
        [0xE0, 0x80, 0xAF], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF], [0xE2, 0x82], [0xE2, 0x28, 0xA1],
        [0xE2, 0x82, 0x28],
        [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xED, 0xA0, 0xBD, 0xED, 0xB8, 0x80], [0xEF, 0xBF],
        [0xF0, 0x80, 0x80, 0xAF], [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x98], [0xF0, 0x28, 0x8C, 0xBC],
        [0xF0, 0x90, 0x28, 0xBC], [0xF0, 0x90, 0x8C, 0x28], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80],
        [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFC, 0x84, 0x80, 0x80, 0x80, 0x80], [0xFE], [0xFF],
    ]

    @Test(arguments: illFormed)
    func refused(sequence: [UInt8]) {
        let quote = UInt8(ascii: "\"")
        for filler in [0, 1, 7, 8, 9] {
            let prefix = [quote] + [UInt8](repeating: 0x61, count: filler)
            #expect(refusal(of: prefix + sequence + [quote]) == JSONError(code: .invalidUTF8, offset: filler + 1))
        }
        #expect(refusal(of: Array(#""\n"#.utf8) + sequence + [quote])?.code == .invalidUTF8)
        #expect(refusal(of: [quote] + sequence)?.code == .invalidUTF8, "at the end of the text")
        #expect(refusal(of: sequence)?.code == .invalidUTF8, "outside a string")
        #expect(refusal(of: Array("{\"".utf8) + sequence + Array("\":1}".utf8))?.code == .invalidUTF8, "in a key")
    }

    @Test("Every scalar is read as itself, except those that must be escaped or are refused")
    func everyScalar() throws {
        for number in UInt32(0x20)...0x10FFFF {
            guard let scalar = Unicode.Scalar(number), scalar != "\"", scalar != "\\" else { continue }
            guard number < 0x3000 || number % 61 == 0 || number & 0xFF < 2 || number & 0xFF > 0xFD else { continue }
            var bytes = [UInt8(ascii: "\"")]
            bytes.append(contentsOf: String(Character(scalar)).utf8)
            bytes.append(UInt8(ascii: "\""))
            let text = try JSONReader.read(bytes).asString
            #expect(text?.unicodeScalars.first == scalar && text?.unicodeScalars.count == 1)
        }
    }
}
