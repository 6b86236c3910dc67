import Contracts
import Testing

@Suite("What is wrong with a telephone number")
struct PhoneNumberTests {
    @Test(
        "The sentence names the rule and not the number",
        arguments: [
            ("+27 821234567", "spaces"), ("+27-82-123-4567", "hyphens"), ("+27 (0)82 123", "brackets"),
            ("+27.82.1234567", "points"), ("+27\u{A0}821234567", "spaces"), ("0821234567", "local prefix"),
            ("0027821234567", "local prefix"), ("27821234567", "begin with +"), ("tel:+27821234567", "begin with +"),
            ("+07821234567", "code of its country"), ("+1234567", "8 to 15 digits"),
            ("+1234567890123456", "8 to 15 digits"), ("+", "8 to 15 digits"), ("", "begin with +"),
            ("+2782123456a", "nothing but digits"), ("+2782\u{200E}1234567", "nothing but digits"),
            ("++27821234567", "nothing but digits"),
            ("+٢٧٨٢١٢٣٤٥٦٧", "another script"), ("＋２７８２１２３４５６７", "another script"), ("+২৭ ৮২১২৩৪৫৬৭", "another script"),
        ])
    func rules(text: String, rule: String) throws {
        let error = try #require(messageError(register(text)))
        #expect(error.code == .invalidField)
        #expect(error.field == "phone")
        #expect(error.message.hasPrefix("phone must "))
        #expect(error.message.contains(rule), "\(error.message)")
        #expect(error.message.hasSuffix("+27821234567"))
        #expect(text.isEmpty || text == "+" || !error.message.dropLast(12).contains(text))
    }

    @Test("A number that is no text", arguments: ["27821234567", "true", "[]", "{}"])
    func noText(literal: String) throws {
        let body = #"{"party": "a", "party_type": "user", "name": "A", "phone": \#(literal)}"#
        let error = try #require(messageError(body, type: "party.register"))
        #expect(error.code == .invalidField)
        #expect(error.message.contains("in a text"))
    }

    @Test("Every field that takes a number says so in the same words")
    func everywhere() {
        let whole = messageError(register("082")).map { $0.message.dropFirst("phone".count) }
        let inside = messageError(transferText("to", #"{"phone": "082"}"#)).map {
            $0.message.dropFirst("to.phone".count)
        }
        let sale = messageError(
            #"{"wallet": "wal_000000009h5m1", "money": {"amount": "1", "currency": "ZAR"}, "phone": "082"}"#,
            type: "charge_sale.create"
        ).map { $0.message.dropFirst("phone".count) }
        #expect(whole != nil && whole == inside && inside == sale)
    }

    @Test("Four digits are shown of it")
    func masked() {
        #expect(PhoneNumber(text: "+27821234567")?.masked == "••••4567")
        #expect(PhoneNumber(text: "+12345678")?.masked == "••••5678")
    }

    private func register(_ phone: String) -> String {
        #"{"party": "a", "party_type": "user", "name": "A", "phone": "\#(phone)"}"#
    }

    private func messageError(_ body: String) -> CommandError? {
        ContractsTests.messageError(body, type: body.contains("party_type") ? "party.register" : "wallet.transfer")
    }

    private func messageError(_ body: String, type: String) -> CommandError? {
        ContractsTests.messageError(body, type: type)
    }
}
