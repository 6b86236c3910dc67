import Contracts
import Testing

@Suite("Writing JSON")
struct JSONWriterTests {
    private func written(_ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        body(&writer)
        #expect(writer.depth == 0)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test("Commas stand between members and elements and nowhere else")
    func commas() {
        let text = written { writer in
            writer.beginObject()
            writer.key("empty")
            writer.beginObject()
            writer.endObject()
            writer.key("list")
            writer.beginArray()
            writer.int(1)
            writer.beginArray()
            writer.endArray()
            writer.null()
            writer.beginObject()
            writer.key("a")
            writer.bool(true)
            writer.key("b")
            writer.bool(false)
            writer.endObject()
            writer.endArray()
            writer.key("last")
            writer.string("x")
            writer.endObject()
        }
        #expect(text == #"{"empty":{},"list":[1,[],null,{"a":true,"b":false}],"last":"x"}"#)
    }

    @Test func scalars() {
        #expect(written { $0.int(Int64.min) } == "-9223372036854775808")
        #expect(written { $0.quotedInt(Int64.max) } == "\"9223372036854775807\"")
        #expect(written { $0.int(0) } == "0")
        #expect(written { $0.number(literal: "1.50") } == "1.50")
        #expect(written { $0.null() } == "null")
    }

    @Test func encodedBytesAreEmbedded() {
        let text = written { writer in
            writer.beginArray()
            writer.raw(Array("{\"a\":1}".utf8))
            writer.raw(Array("x[2]x".utf8)[1..<4])
            writer.value(["b": 3])
            writer.endArray()
        }
        #expect(text == #"[{"a":1},[2],{"b":3}]"#)
    }

    @Test(
        arguments: [
            ("", #""""#), ("\"", #""\"""#), ("\\", #""\\""#), ("/", #""/""#), ("\n\r\t\u{08}\u{0C}", #""\n\r\t\b\f""#),
            ("\u{01}\u{1F}\u{0}", #""\u0001\u001f\u0000""#), ("é😀\u{2028}\u{7F}", "\"é😀\u{2028}\u{7F}\""),
            ("a\"b\\c", #""a\"b\\c""#), ("<&'>", #""<&'>""#),
        ] as [(String, String)])
    func escapes(content: String, text: String) {
        #expect(written { $0.string(content) } == text)
        let asKey = written { writer in
            writer.beginObject()
            writer.key(content)
            writer.null()
            writer.endObject()
        }
        #expect(asKey == "{" + text + ":null}")
    }

    @Test("A writer can be used again")
    func removeAll() {
        var writer = JSONWriter(capacity: 8)
        writer.beginArray()
        writer.int(1)
        writer.removeAll()
        writer.reserveCapacity(100)
        writer.int(2)
        #expect(writer.bytes == Array("2".utf8))
    }

    @Test("The canonical form sorts keys by bytes at every depth and keeps number text")
    func canonical() throws {
        let value = try readJSON(
            "{\"b\":[{\"z\":1.0,\"y\":\"\\u0041\"}],\"a\":null,\"é\":1e2,\"\u{10000}\":0,\"\u{FFFD}\":0,\"B\":{}}")
        let canonical = String(decoding: value.canonicalBytes, as: UTF8.self)
        #expect(
            canonical
                == "{\"B\":{},\"a\":null,\"b\":[{\"y\":\"A\",\"z\":1.0}],\"é\":1e2,\"\u{FFFD}\":0,\"\u{10000}\":0}")
        #expect(try JSONReader.read(value.canonicalBytes) == value)
    }
}
