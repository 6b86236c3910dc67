import Contracts
import Testing

@testable import TransactionService

@Suite("The body of a dead letter")
struct DeadLetterBodyTests {
    @Test(
        "What tells of no bank account is kept to the byte",
        arguments: [
            #"{"wallet": "wal_1", "number": "12"}"#, "{nope", "", #"{"commands":[{"type":"wallet.spend","data":{}}]}"#,
            #"["bank_account.add"]"#, #"{ "a" : [ 1.00, {"type":"bank_account.remove","reason":"x"} ] }"#,
        ])
    func kept(text: String) {
        #expect(Self.kept(text) == text)
    }

    @Test(
        "Of a bank account there remains what is no secret",
        arguments: [
            (#"{"party":"p","country":"GB","iban":"GB82","holder":"H"}"#, #"{"party":"p"}"#),
            (
                #"{"commands":[{"id":"1","type":"bank_account.add","number":"62","data":{"acount":"62"}},{"type":"x"}]}"#,
                #"{"commands":[{"id":"1","type":"bank_account.add"},{"type":"x"}]}"#
            ),
            (
                #"{"commands":[{"type":"bank_account\u002eadd","data":"62"}]}"#,
                #"{"commands":[{"type":"bank_account.add"}]}"#
            ),
            (#"{"data":[[{"ib\u0061n":"GB82"}]],"amount":1.00}"#, #"{"data":[[{}]],"amount":1.00}"#),
            (
                #"{"specversion":"1.0","id":"s","type":"bank_account.add","data_base64":"Njk="}"#,
                #"{"specversion":"1.0","id":"s","type":"bank_account.add"}"#
            ),
            (#"{"iban":"GB82"#, ""), (#"{"commands":[{"type":"bank_account.add","data":"#, ""),
        ])
    func purged(text: String, expected: String) {
        #expect(Self.kept(text) == expected)
    }

    @Test("Of a message of the type itself nothing is kept", arguments: ["{}", #"["62"]"#, "62", #"{"acount":"62"}"#])
    func typed(text: String) {
        #expect(DeadLetterBody.kept(of: Array(text.utf8), type: BankAccountAdd.type) == [])
    }

    private static func kept(_ text: String) -> String {
        String(decoding: DeadLetterBody.kept(of: Array(text.utf8), type: "batch"), as: UTF8.self)
    }
}
