import Contracts
import Testing

/// A number must not get out by any of the ways in which Swift turns values into text.
@Suite("Bank account numbers keep their secret")
struct BankNumberSecrecyTests {
    private struct Holder {
        let number: BankAccountNumber
        let list: [BankAccountNumber]
        let optional: BankAccountNumber?
    }

    @Test("Descriptions, interpolation, reflection and dumps show the mask")
    func noLeak() throws {
        let numbers = [
            try BankAccountNumber(iban: "GB29NWBK60161331926819", country: "GB", bankCode: nil),
            try BankAccountNumber(local: "62012345678", country: "ZA", bankCode: "250655"),
        ]
        for number in numbers {
            let holder = Holder(number: number, list: [number], optional: number)
            var dumped = ""
            dump(number, to: &dumped)
            dump(holder, to: &dumped)
            let texts = [
                number.description, number.debugDescription, "\(number)", String(describing: number),
                String(reflecting: number), "\(holder)", String(reflecting: holder), "\([number])",
                "\(["key": number])", dumped, "\(Mirror(reflecting: number).children.map { "\($0)" })",
            ]
            for text in texts {
                #expect(text.contains(number.masked))
                // Not even the digit before those that the mask shows.
                #expect(!text.contains(number.digits.suffix(5)))
                #expect(!text.contains(number.digits.prefix(8)))
            }
        }
    }

    @Test("No error says what it refuses, neither in its rule nor in its own description")
    func errors() {
        let wrong: [(text: String, country: String, bankCode: String?)] = [
            ("7777777", "QQ", nil), ("7777777", "ZA", "250655"), ("DE77777777777777777777", "FR", nil),
            ("DE7777777", "DE", nil), ("DE77777777777777777777", "DE", nil), ("DE7777777777777777777X", "DE", nil),
            ("7777777!", "DE", nil), ("777777", "ZA", "250655"), ("7777777777", "NG", "011"), ("77777777", "GB", nil),
            ("77777777", "GB", "7777"), ("7777777_", "MZ", nil), ("777", "MZ", nil),
        ]
        var rules: Set<String> = []
        for (text, country, bankCode) in wrong {
            for isIBAN in [true, false] {
                do {
                    _ =
                        isIBAN
                        ? try BankAccountNumber(iban: text, country: country, bankCode: bankCode)
                        : try BankAccountNumber(local: text, country: country, bankCode: bankCode)
                } catch {
                    for said in [error.rule, "\(error)", String(reflecting: error)] {
                        #expect(!said.contains("777"))
                        #expect(!said.isEmpty)
                    }
                    rules.insert("\(error.isAboutBankCode ? "bank_code" : "number") \(error.rule)")
                }
            }
        }
        // Each of the ten kinds of refusal is among them.
        #expect(rules.count >= 10, "\(rules.sorted())")
        #expect(rules.contains("number has wrong check digits (ISO 13616, modulo 97)"))
        #expect(rules.contains("number must have 22 characters in DE"))
        #expect(rules.contains("bank_code is required in GB: a sort code of 6 digits"))
    }
}
