import Contracts
import Testing

@Suite("JSON that is accepted")
struct JSONReaderAcceptTests {
    @Test(
        arguments: [
            ("null", JSONValue.null), (" true\n", true), ("\t\r\n false ", false), (#""""#, ""), ("[]", []),
            ("{}", [:]),
            ("[ ]", []), ("{ }", [:]), ("[null, 1, \"1\", {}]", [nil, 1, "1", [:]]), ("[[[]],[]]", [[[]], []]),
            (#"{"a":{"b":[true]},"":null}"#, ["a": ["b": [true]], "": nil]),
            (#"{ "a" : 1 , "b" : [ 1 , 2 ] }"#, ["a": 1, "b": [1, 2]]),
        ] as [(String, JSONValue)])
    func structure(text: String, value: JSONValue) throws {
        #expect(try readJSON(text) == value)
    }

    @Test(arguments: [
        "0", "-0", "1", "-1", "10", "9223372036854775808", "0.1", "0.0", "1.50", "-0.05", "1e3", "1E3", "1e+3", "1e-3",
        "0e1", "0e+1", "20e1", "123.456e78", "1.0", "1.00", "-0.0", "1e400",
        "1234567890123456789012345678901234567890123456789012345678901234",
    ])
    func numbersKeepTheirText(literal: String) throws {
        #expect(try readJSON(literal) == .number(literal))
        #expect(try readJSON("[\(literal) ]") == .array([.number(literal)]))
        #expect(try readJSON("{\"a\":\(literal)}").asObject?["a"]?.asNumber == literal)
    }

    @Test(
        arguments: [
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{08}\u{0C}\n\r\t"),
            (#""\u0041\u00e9\u00E9\uFFFF""#, "A\u{E9}\u{E9}\u{FFFF}"),
            (#""\ud83d\ude00""#, "😀"), (#""\uDBFF\uDFFF""#, "\u{10FFFF}"), (#""\ud800\udc00x""#, "\u{10000}x"),
            (#""a\u0001b""#, "a\u{01}b"), (#""\\u0000""#, "\\u0000"), (#""a\\""#, "a\\"), (#""/""#, "/"),
            ("\"\u{7F}\"", "\u{7F}"), ("\"\u{2028}\u{2029}\"", "\u{2028}\u{2029}"), ("\"\u{FFFD}\"", "\u{FFFD}"),
            ("\"é€😀\"", "é€😀"), ("\"\u{FEFF}\"", "\u{FEFF}"), ("\"\u{D7FF}\u{E000}\"", "\u{D7FF}\u{E000}"),
            (#""ẹ̀kọ́ \n ẹ̀kọ́""#, "ẹ̀kọ́ \n ẹ̀kọ́"), (#""12345678\"12345678""#, "12345678\"12345678"),
        ] as [(String, String)])
    func strings(text: String, content: String) throws {
        let value = try readJSON(text)
        #expect(value.asString.map { Array($0.utf8) } == Array(content.utf8))
    }

    @Test("A string of every length is read whole, wherever the eight-byte steps fall")
    func everyLength() throws {
        for length in 0...70 {
            let content = String(repeating: "x", count: length)
            #expect(try readJSON("\"\(content)\"") == .string(content))
            #expect(
                try readJSON("[\"\(content)é\",\"\(content)\\n\"]")
                    == .array([.string(content + "é"), .string(content + "\n")]))
        }
    }

    @Test("Text that is not normalised keeps its bytes, and keys that only look alike are two keys")
    func normalisation() throws {
        let decomposed = "e\u{301}"
        let composed = "\u{E9}"
        let value = try readJSON("{\"\(decomposed)\":1,\"\(composed)\":2}")
        #expect(value.asObject?.members.map { Array($0.key.utf8) } == [Array(decomposed.utf8), Array(composed.utf8)])
        #expect(value.asObject?[composed] == 2)
        #expect(JSONValue.string(decomposed) != .string(composed))
        #expect(JSONValue.string(decomposed).hashValue != JSONValue.string(composed).hashValue)
    }

    @Test("Members keep the order in which they were sent")
    func memberOrder() throws {
        let names = (0..<40).map { "key\(($0 * 7) % 40)" }
        let text = "{" + names.map { "\"\($0)\":0" }.joined(separator: ",") + "}"
        #expect(try readJSON(text).asObject?.members.map(\.key) == names)
    }

    @Test("A slice and a raw buffer are read like an array")
    func otherForms() throws {
        let bytes = Array("xx{\"a\":1}yy".utf8)
        #expect(try JSONReader.read(bytes[2..<9]) == ["a": 1])
        let fromBuffer = try bytes[2..<9].withUnsafeBytes { try JSONReader.read($0) }
        #expect(fromBuffer == ["a": 1])
    }
}
