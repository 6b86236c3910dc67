import Contracts
import Testing

/// The number of a bank account: a body carries it, and nothing that is kept, told or logged does.
@Suite("Secret fields")
struct SecretFieldTests {
    private static let iban = "MU17BOMM0101101030300200000MUR"
    private static let local = "62001234567"

    private func body(_ number: String, _ rest: String = "") -> String {
        #"{"party": "host-3", "currency": "MUR", \#(number), "holder": "Anse Villas"\#(rest)}"#
    }

    private func command(_ text: String) throws -> CommandEnvelope {
        try readCommand(text, type: "bank_account.add")
    }

    @Test(
        "A body carries the number, the content its mask",
        arguments: [
            (#""country": "MU", "iban": "\#(iban)""#, "iban", iban, "MU••••0MUR"),
            (#""country": "ZA", "number": "\#(local)", "bank_code": "250655""#, "number", local, "••••4567"),
        ])
    func masked(members: String, field: String, number: String, mask: String) throws {
        let envelope = try command(body(members))
        let content = try JSONReader.read(envelope.contentText)
        #expect(content[field]?.asString == mask)
        #expect(try JSONReader.read(envelope.body())[field]?.asString == number)
        #expect(!String(decoding: envelope.contentText, as: UTF8.self).contains(number.suffix(5)))
        #expect(envelope.content().fields.map(\.name).contains(field))
        let other = field == "iban" ? "number" : "iban"
        #expect(content[other] == nil)
        #expect(try JSONReader.read(envelope.body())[other] == nil)
    }

    @Test("Writers mask unless they are told to show")
    func writers() {
        for (shows, text) in [(true, "secret"), (false, "mask")] {
            var writer = FieldWriter(showsSecrets: shows)
            writer.secret("a", "secret", masked: "mask")
            writer.object("b") { $0.secret("c", "secret", masked: "mask") }
            #expect(writer.finish() == Array(#"{"a":"\#(text)","b":{"c":"\#(text)"}}"#.utf8))
            #expect(writer.fields.map(\.name) == ["a", "b"])
        }
        var writer = FieldWriter()
        writer.secret("a", "secret", masked: "mask")
        #expect(writer.finish() == Array(#"{"a":"mask"}"#.utf8))
    }

    @Test("The same number in groups, small letters or none is the same content and the same body")
    func spellings() throws {
        let plain = try command(body(#""country": "MU", "iban": "\#(Self.iban)""#))
        let spelt = try command(body(#""country": "MU", "iban": "mu17 bomm 0101 1010 3030 0200 000M UR""#))
        #expect(plain.content().bytes == spelt.content().bytes)
        #expect(plain.body() == spelt.body())
    }

    @Test(
        "Numbers with the same last characters have the same content; form, country and bank code tell contents apart")
    func sameMask() throws {
        let members = #""country": "ZA", "number": "62001234567", "bank_code": "250655""#
        let first = try command(body(members)).content().bytes
        #expect(try command(body(members.replacing("6200123", with: "6200999"))).content().bytes == first)
        #expect(try command(body(members.replacing("34567", with: "34568"))).content().bytes != first)
        #expect(try command(body(members.replacing("250655", with: "198765"))).content().bytes != first)
    }

    @Test(
        "No error shows the number",
        arguments: [
            #""country": "MU", "iban": "MU18BOMM0101101030300200000MUR""#,
            #""country": "KE", "iban": "MU17BOMM0101101030300200000MUR""#,
            #""country": "MU", "iban": "MU17BOMM01011010303002000""#,
            #""country": "ZZ", "iban": "MU17BOMM0101101030300200000MUR""#,
            #""country": "ZA", "number": "62001234567""#,
            #""country": "ZA", "number": "62001234567", "bank_code": "25-0655""#,
            #""country": "ZA", "number": "62001234567890123456", "bank_code": "250655""#,
            #""country": "MU", "iban": "MU17BOMM0101101030300200000MUR", "number": "62001234567""#,
        ])
    func errors(members: String) throws {
        let error = try #require(messageError(body(members), type: "bank_account.add"))
        #expect(error.code == .invalidField)
        for part in ["6200", "BOMM", "0101", "2345"] { #expect(!error.message.contains(part), "\(error.message)") }
        #expect(["iban", "number", "bank_code", "country"].contains(error.field))
    }

    @Test("Not primary is read as if nothing had been said", arguments: [true, false])
    func primary(isStated: Bool) throws {
        let text = body(#""country": "MU", "iban": "\#(Self.iban)""#, #", "primary": \#(isStated)"#)
        let read = try #require(try command(text).command as? BankAccountAdd)
        #expect(read.primary == (isStated ? true : nil))
    }

    @Test("Printing a command does not show the number")
    func printing() throws {
        let envelope = try command(body(#""country": "MU", "iban": "\#(Self.iban)""#))
        var dumped = ""
        dump(envelope.command, to: &dumped)
        for text in ["\(envelope.command)", String(reflecting: envelope.command), dumped] {
            #expect(!text.contains("30300200000"), "\(text)")
        }
    }
}

extension CommandEnvelope {
    /// The canonical content, as it is digested.
    fileprivate var contentText: [UInt8] { content().bytes }
}
