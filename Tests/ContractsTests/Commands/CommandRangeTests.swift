import Contracts
import Testing

@Suite("Ranges of fields")
struct CommandRangeTests {
    private static let leg = #"{"account": "cash:ZAR", "money": {"amount": "1", "currency": "ZAR"}}"#
    private static let split = #"{"to": "cash:ZAR", "money": {"amount": "1", "currency": "ZAR"}}"#

    private func list(_ item: String, _ count: Int) -> String {
        "[" + Array(repeating: item, count: count).joined(separator: ",") + "]"
    }

    @Test("A journal has 2 to 100 legs, a capture 1 to 50 parts")
    func counts() {
        for (count, isValid) in [(0, false), (1, false), (2, true), (100, true), (101, false)] {
            #expect(
                (messageError(#"{"legs": \#(list(Self.leg, count))}"#, type: "journal.post") == nil) == isValid,
                "\(count)")
        }
        for (count, isValid) in [(0, false), (1, true), (50, true), (51, false)] {
            let text = #"{"hold": "hld_0000000000001", "splits": \#(list(Self.split, count))}"#
            #expect((messageError(text, type: "hold.capture") == nil) == isValid, "\(count)")
        }
    }

    @Test("Legs may be negative and never zero; parts are positive; errors name the place")
    func signs() {
        let zero = Self.leg.replacing("\"1\"", with: "\"0.0\"")
        let error = messageError(#"{"legs": [\#(Self.leg), \#(zero)]}"#, type: "journal.post")
        #expect(error?.code == .amountNotPositive)
        #expect(error?.field == "legs[1].money.amount")
        let negative = Self.split.replacing("\"1\"", with: "\"-1\"")
        let part = messageError(#"{"hold": "hld_0000000000001", "splits": [\#(negative)]}"#, type: "hold.capture")
        #expect(part?.code == .amountNotPositive)
        #expect(part?.field == "splits[0].money.amount")
        #expect(messageError(#"{"legs": [7, \#(Self.leg)]}"#, type: "journal.post")?.field == "legs[0]")
        let extra = Self.leg.dropLast() + #", "x": 1}"#
        #expect(messageError(#"{"legs": [\#(Self.leg), \#(extra)]}"#, type: "journal.post")?.field == "legs[1].x")
    }

    @Test(
        "Whole numbers within their ranges, as numbers or as texts",
        arguments: [
            ("0", true), ("3", true), ("\"2\"", true), ("4", false), ("-1", false), ("1.0", false), ("\"02\"", false),
            ("1e0", false), ("-0", false),
            ("99999999999999999999", false), ("\" 1\"", false),
        ])
    func integers(literal: String, isValid: Bool) {
        let text = #"{"party": "a", "party_type": "user", "name": "A", "kyc_level": \#(literal)}"#
        #expect((messageError(text, type: "party.register") == nil) == isValid)
    }

    @Test(
        "A hold lasts a second to 366 days",
        arguments: [
            ("1", true), ("31622400", true), ("31622401", false), ("0", false),
        ])
    func holdSeconds(literal: String, isValid: Bool) {
        let text =
            #"{"wallet": "wal_000000009h5m1", "money": {"amount": "1", "currency": "ZAR"}, "expires_in": \#(literal)}"#
        #expect((messageError(text, type: "hold.place") == nil) == isValid)
    }

    @Test(
        "Languages and time zones by their form",
        arguments: [
            ("language", "en", true), ("language", "pt-MZ", true), ("language", "zh-Hant-TW", true),
            ("language", "e", false),
            ("language", "en_US", false), ("language", "en-", false), ("language", "abcdefghi", false),
            ("language", "é-é", false),
            ("time_zone", "Africa/Nairobi", true), ("time_zone", "Etc/GMT+2", true),
            ("time_zone", "America/Port-au-Prince", true),
            ("time_zone", "Africa//Nairobi", false), ("time_zone", "/etc", false),
            ("time_zone", "Africa/Nai robi", false),
        ])
    func forms(field: String, text: String, isValid: Bool) {
        let body = #"{"party": "a", "party_type": "user", "name": "A", "\#(field)": "\#(text)"}"#
        #expect((messageError(body, type: "party.register") == nil) == isValid)
    }

    @Test("Texts are bounded in bytes", arguments: [("reference", 128), ("description", 512)])
    func lengths(field: String, most: Int) {
        #expect(messageError(transferText(field, "\"\(String(repeating: "x", count: most))\"")) == nil)
        #expect(messageError(transferText(field, "\"\(String(repeating: "x", count: most + 1))\""))?.field == field)
        #expect(messageError(transferText(field, "\"\(String(repeating: "é", count: most / 2 + 1))\""))?.field == field)
    }

    @Test(
        "Amounts have one canonical text",
        arguments: [
            ("125.50", "125.5"), ("125.500", "125.5"), ("125", "125"), ("100", "100"), ("0.05", "0.05"),
            ("0.10", "0.1"), ("-0.50", "-0.5"),
            ("0.000", "0"), ("10.00", "10"),
            ("0.00000000000000000000000000000000000010", "0.0000000000000000000000000000000000001"),
        ])
    func canonical(text: String, expected: String) throws {
        let amount = try DecimalAmount(parsing: text)
        #expect(amount.canonicalText == expected)
        #expect(try DecimalAmount(parsing: expected).canonicalText == expected)
    }

    @Test("Numbers and strings of a command survive quotes, control characters and any script")
    func texts() throws {
        let reference = "a\"b\\c\n\t\u{7F}é漢\u{1F4A5}\u{301}"
        let envelope = CommandEnvelope(
            key: CommandKey(subject: "anonymous", messageID: "1"), proof: .none, common: CommonFields(), trace: nil,
            command: HoldRelease(hold: HoldID(number: 1), reason: reference))
        let read = try readCommand(String(decoding: envelope.body(), as: UTF8.self), type: "hold.release")
        let reason = try #require((read.command as? HoldRelease)?.reason)
        #expect(Array(reason.utf8) == Array(reference.utf8))
    }
}
