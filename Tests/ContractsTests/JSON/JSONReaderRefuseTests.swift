import Contracts
import Testing

@Suite("JSON that is refused")
struct JSONReaderRefuseTests {
    @Test(
        arguments: [
            ("", 0), ("  ", 2), ("[", 1), ("{", 1), ("[1", 2), ("[1,", 3), ("{\"a\"", 4), ("{\"a\":", 5),
            ("{\"a\":1", 6),
            ("{\"a\":1,", 7), ("\"", 1), ("\"abc", 4), ("\"abcdefghi", 10), ("\"\\", 2), ("\"\\u12", 5), ("nul", 3),
            ("t", 1),
            ("-", 1), ("1.", 2), ("1e", 2), ("1e+", 3), ("[[[", 3),
        ] as [(String, Int)])
    func unexpectedEnd(text: String, offset: Int) {
        let error = refusal(of: text)
        #expect(error?.code == .malformed(.unexpectedEnd))
        #expect(error?.offset == offset)
    }

    @Test(
        arguments: [
            ("]", 0), ("}", 0), (",", 0), ("[,1]", 1), ("[1,]", 3), ("[1 2]", 3), ("[1,,2]", 3), ("{,}", 1),
            ("{\"a\":1,}", 7),
            ("{\"a\" 1}", 5), ("{\"a\":}", 5), ("{a:1}", 1), ("{'a':1}", 1), ("{1:1}", 1), ("[1}", 2), ("{\"a\":1]", 6),
            ("'a'", 0), ("[\"a\":1]", 4), ("// c", 0), ("/* */1", 0), ("[1/*x*/]", 2), ("{\"a\":1 \"b\":2}", 7),
            ("#", 0),
            ("\u{0C}1", 0), ("\u{0B}1", 0), ("\u{A0}1", 0), ("\u{2060}[]", 0), ("[0x1]", 2), ("[1_000]", 2), ("é", 0),
            ("{\"a\"::1}", 5), ("{\"a\",1}", 4), ("{null:1}", 1), ("[1a]", 2), ("@", 0), ("<x>", 0),
        ] as [(String, Int)])
    func unexpectedByte(text: String, offset: Int) {
        let error = refusal(of: text)
        #expect(error?.code == .malformed(.unexpectedByte))
        #expect(error?.offset == offset)
    }

    @Test(
        arguments: [
            ("1 2", 2), ("{}{}", 2), ("[]]", 2), ("{}}", 2), ("nullx", 4), ("true false", 5), ("\"a\"x", 3), ("1,", 1),
            ("{}//", 2), ("0x10", 1), ("1a", 1), ("[],", 2), ("\"\"\"", 2), ("1.5.5", 3), ("1-1", 1), ("{}\u{A0}", 2),
        ] as [(String, Int)])
    func trailingContent(text: String, offset: Int) {
        let error = refusal(of: text)
        #expect(error?.code == .malformed(.trailingContent))
        #expect(error?.offset == offset)
    }

    @Test(arguments: [
        "00", "01", "-01", "-00", "007", "00.5", "+1", ".5", "-.5", "1.e3", "2.e+3", "1.x", "1ex", "1e+-2", "1e--2",
        "-x",
        "--1", "-+1", "-Infinity", "-NaN", "1..5", "0.e1", "+Infinity", "1e1.x",
    ])
    func invalidNumber(text: String) {
        let expected: JSONError.Code =
            text == "1e1.x" ? .malformed(.trailingContent) : .malformed(.invalidNumber)
        #expect(refusal(of: text)?.code == expected)
    }

    @Test(arguments: [
        "NaN", "Infinity", "nan", "True", "TRUE", "FALSE", "Null", "nil", "nulL", "trux", "undefined", "None",
    ])
    func invalidLiteral(text: String) {
        let error = refusal(of: text)
        #expect(error?.code == .malformed(.invalidLiteral))
        #expect(error?.offset == 0)
    }

    @Test(arguments: [
        #""\x41""#, #""\a""#, #""\'""#, #""\U0041""#, #""\u00g0""#, #""\u+041""#, #""\u 041""#, #""\0""#, "\"\\\n\"",
        "\"\\é\"",
    ])
    func invalidEscape(text: String) {
        #expect(refusal(of: text)?.code == .malformed(.invalidEscape))
        #expect(refusal(of: text)?.offset == 1)
    }

    @Test(arguments: [
        #""\ud800""#, #""\udfff""#, #""\udc00\ud800""#, #""\ud800\ud800""#, #""\ud800x""#, #""\ud83d\n""#,
        #""\ud83d\u0041""#, #""\ud83d\\ude00""#, #""\uD800 \uDC00""#,
    ])
    func loneSurrogate(text: String) {
        #expect(refusal(of: text)?.code == .malformed(.loneSurrogate))
        #expect(refusal(of: text)?.offset == 1)
    }

    @Test("Control characters must be escaped in strings")
    func controlCharacters() {
        for byte in UInt8(1)..<0x20 {
            for filler in [0, 3, 7, 8, 20] {
                let start = [UInt8(ascii: "\"")] + [UInt8](repeating: 0x61, count: filler)
                let error = refusal(of: start + [byte, UInt8(ascii: "\"")])
                #expect(error == JSONError(code: .malformed(.controlCharacter), offset: filler + 1))
            }
        }
    }

    @Test(
        arguments: [
            ("\"\0\"", 1), ("\"abcdefghijk\0\"", 12), (#""\u0000""#, 1), (#"["a\u0000b"]"#, 3), ("\0", 0), ("[\0]", 1),
            ("{\0}", 1), ("{}\0", 2), ("1\0", 1), (#"{"\u0000":1}"#, 2), ("{\"a\"\0:1}", 4),
        ] as [(String, Int)])
    func nulCharacter(text: String, offset: Int) {
        let error = refusal(of: text)
        #expect(error?.code == .nulCharacter)
        #expect(error?.offset == offset)
    }

    @Test func byteOrderMarks() {
        #expect(refusal(of: "\u{FEFF}{}") == JSONError(code: .malformed(.byteOrderMark), offset: 0))
        #expect(refusal(of: [0xFF, 0xFE, 0x7B, 0x00])?.code == .invalidUTF8)
        #expect(refusal(of: [0x00, 0x7B])?.code == .nulCharacter)
        #expect(refusal(of: [0x7B, 0x00, 0x7D, 0x00])?.code == .nulCharacter)
    }
}
