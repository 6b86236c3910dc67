import Contracts
import Testing

/// What a hostile or careless sender can put into a message: each gets its precise error, none is read.
@Suite("Bad input")
struct BadInputTests {
    private static let long = String(repeating: "x", count: 10_000)

    @Test(
        "Bodies that are no JSON object",
        arguments: [
            ("", ErrorCode.malformedJSON), ("hello", .malformedJSON), ("{", .malformedJSON), ("[]", .malformedJSON),
            ("null", .malformedJSON), ("\"text\"", .malformedJSON), ("{} {}", .malformedJSON),
            ("{'a': 1}", .malformedJSON),
            ("{\"a\": NaN}", .malformedJSON), ("{\"a\": Infinity}", .malformedJSON), ("{\"a\": 01}", .malformedJSON),
            ("{\"a\": 1,}", .malformedJSON), ("{\"a\": \"\u{1}\"}", .malformedJSON),
            (#"{"a": "\ud800"}"#, .malformedJSON),
            ("\u{FEFF}{}", .malformedJSON), (#"{"a": "\u0000"}"#, .nulCharacter), ("{\"a\": \"\u{0}\"}", .nulCharacter),
            (#"{"a": 1, "a": 2}"#, .duplicateKey), (#"{"a": 1, "\u0061": 2}"#, .duplicateKey),
            (String(repeating: "[", count: 100_000), .nestingTooDeep),
            (String(repeating: #"{"a":"#, count: 13) + "1" + String(repeating: "}", count: 13), .nestingTooDeep),
        ])
    func bodies(text: String, code: ErrorCode) { #expect(messageError(text)?.code == code) }

    @Test(
        "Bytes that are no UTF-8",
        arguments: [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xC3]] as [[UInt8]])
    func invalidUTF8(bytes: [UInt8]) {
        let body = Array(#"{"reference": ""#.utf8) + bytes + Array(#""}"#.utf8)
        let message = IncomingMessage(body: body, messageID: "one", type: "wallet.transfer")
        #expect(throws: CommandError.self) { try CommandMessage.read(message, from: .anonymous) }
        do throws(CommandError) { _ = try CommandMessage.read(message, from: .anonymous) } catch {
            #expect(error.code == .invalidUTF8)
        }
    }

    @Test("Three megabytes are refused before they are looked at; just under the limit is read")
    func large() {
        #expect(messageError(String(repeating: "x", count: 3 << 20))?.code == .messageTooLarge)
        let short = transferText()
        let room = CommandMessage.Limits().bytes - short.utf8.count
        #expect(messageError(short + String(repeating: " ", count: room)) == nil)
        #expect(messageError(short + String(repeating: " ", count: room + 1))?.code == .messageTooLarge)
    }

    @Test(
        "Amounts",
        arguments: [
            ("125.50", ErrorCode.invalidAmount), ("NaN", .malformedJSON), ("1e3", .invalidAmount),
            (#""1e3""#, .invalidAmount),
            (#""NaN""#, .invalidAmount), (#""Infinity""#, .invalidAmount), (#""""#, .invalidAmount),
            (#"" 1""#, .invalidAmount),
            (#""+1""#, .invalidAmount), (#""1,5""#, .invalidAmount), (#""1.""#, .invalidAmount),
            (#"".5""#, .invalidAmount),
            (#""01""#, .invalidAmount), (#""-0""#, .invalidAmount), (#""1_000""#, .invalidAmount),
            (#""0x10""#, .invalidAmount),
            (#""٣""#, .invalidAmount), ("true", .invalidAmount), ("[]", .invalidAmount), ("null", .missingField),
            (#""0""#, .amountNotPositive), (#""0.00""#, .amountNotPositive), (#""-1""#, .amountNotPositive),
            (#""9999999999999999999999999999999999999999""#, .amountTooLarge),
            (#""99999999999999999999999999999999999999999""#, .invalidAmount),
        ])
    func amounts(literal: String, code: ErrorCode) throws {
        let error = try #require(messageError(transferText(amount: literal)))
        #expect(error.code == code)
        #expect(error.field == "money.amount")
    }

    @Test("Currencies", arguments: ["zar", "Z", "ZARRRRRRRRRRRRRR", "ZA R", "€", "1AB", "ZÄR"])
    func currencies(code: String) {
        let error = messageError(transferText("money", #"{"amount": "1", "currency": "\#(code)"}"#))
        #expect(error?.code == .unknownCurrency)
        #expect(error?.field == "money.currency")
    }

    @Test("Message ids: empty, too long, absent, with U+0000")
    func messageIDs() {
        #expect(messageError(transferText(), id: "")?.code == .invalidField)
        #expect(messageError(transferText(), id: Self.long)?.code == .invalidField)
        #expect(messageError(transferText(), id: "a\u{0}b")?.code == .invalidField)
        #expect(messageError(transferText(), id: nil)?.code == .missingField)
        #expect(messageError(transferText(), id: nil)?.field == "message_id")
        #expect(messageError(transferText(), id: String(repeating: "x", count: 255)) == nil)
        #expect(messageError(transferText(), id: String(repeating: "é", count: 128))?.code == .invalidField)
    }

    @Test(
        "Types: unknown, misspelt, absent", arguments: ["", "wallet", "Wallet.Transfer", "wallet.transfer ", Self.long])
    func types(name: String) throws {
        let error = try #require(messageError(transferText(), type: name))
        #expect(error.code == .unknownType)
        #expect(error.field == "type")
        #expect(error.message.utf8.count < 200)
        #expect(messageError(transferText(), type: nil)?.code == .missingField)
    }

    @Test(
        "Accounts",
        arguments: [
            #""""#, #""wal_""#, #""wal_0000000000001""#, #""wal_000000000000""#, #""WAL_000000009h5m1""#,
            #""txn_0000000000001""#, #""cash""#,
            #""cash:""#,
            #""cash:zar""#, #""bank:ZAR""#, #""cash:ZAR:1""#, "7", "[]", "true", #""\#(Self.long)""#,
        ])
    func accounts(literal: String) {
        let error = messageError(transferText("to", literal))
        #expect(error?.code == .invalidField)
        #expect(error?.field == "to")
    }

    @Test(
        "Accounts by owner",
        arguments: [
            ("{}", ErrorCode.missingField, "to.party"), (#"{"party": ""}"#, .invalidField, "to.party"),
            (#"{"party": "a b"}"#, .invalidField, "to.party"),
            (#"{"party": "\#(Self.long)"}"#, .invalidField, "to.party"),
            (#"{"party": "a", "kind": "Main"}"#, .invalidField, "to.kind"),
            (#"{"party": "a", "kind": ""}"#, .invalidField, "to.kind"),
            (#"{"party": "a", "currency": "zar"}"#, .unknownCurrency, "to.currency"),
            (#"{"phone": "0821234567"}"#, .invalidField, "to.phone"),
            (#"{"phone": "+27 82 123"}"#, .invalidField, "to.phone"),
            (#"{"phone": "+27821234567", "party": "a"}"#, .invalidField, "to.phone"),
            (#"{"party": "a", "extra": 1}"#, .unknownField, "to.extra"),
        ])
    func owners(literal: String, code: ErrorCode, field: String) {
        let error = messageError(transferText("to", literal))
        #expect(error?.code == code)
        #expect(error?.field == field)
    }

    @Test("Extra fields, at the top and inside; names of any length are cut in the answer")
    func extraFields() throws {
        #expect(messageError(transferText("amount", "1"))?.code == .unknownField)
        #expect(messageError(transferText("amount", "1"))?.field == "amount")
        let inside = messageError(transferText("money", #"{"amount": "1", "currency": "ZAR", "cents": 5}"#))
        #expect(inside?.field == "money.cents")
        #expect(messageError(transferText(String(repeating: "n", count: 200), "1"))?.field?.utf8.count == 64)
        #expect(messageError(transferText(Self.long, "1")) != nil)
    }

    @Test(
        "Common fields",
        arguments: [
            ("deadline", #""tomorrow""#, "deadline"), ("deadline", "1700000000", "deadline"),
            ("expected_version", "0", "expected_version"),
            ("expected_version", "1.0", "expected_version"), ("expected_version", #""01""#, "expected_version"),
            ("expected_version", "9223372036854775808", "expected_version"), ("metadata", "[]", "metadata"),
            ("metadata", #"{"a": 1}"#, "metadata"), ("metadata", #"{"": "x"}"#, "metadata"),
            ("actor", #"{"id": "a", "role": "king"}"#, "actor.role"), ("actor", #""ann""#, "actor"),
            ("reference", #""""#, "reference"), ("reference", "5", "reference"), ("traceparent", "5", "traceparent"),
        ])
    func commonFields(name: String, literal: String, field: String) {
        let error = messageError(transferText(name, literal))
        #expect(error?.code == .invalidField)
        #expect(error?.field == field)
    }

    @Test("Metadata has at most fifty pairs")
    func metadataBound() {
        let pairs = { (count: Int) in "{" + (0..<count).map { "\"k\($0)\": \"v\"" }.joined(separator: ",") + "}" }
        #expect(messageError(transferText("metadata", pairs(50))) == nil)
        #expect(messageError(transferText("metadata", pairs(51)))?.code == .invalidField)
    }

    @Test("Content that is encoded or of another form", arguments: ["gzip", "deflate", "br", "utf-16"])
    func encodings(name: String) {
        let message = IncomingMessage(
            body: Array(transferText().utf8), messageID: "1", type: "wallet.transfer", contentEncoding: name)
        do throws(CommandError) {
            _ = try CommandMessage.read(message, from: .anonymous)
            Issue.record("\(name) was read")
        } catch {
            #expect(error.code == .unsupportedContent)
        }
    }
}
