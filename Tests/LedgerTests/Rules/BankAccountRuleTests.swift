import Contracts
import Ledger
import Testing

@Suite("Bank accounts")
struct BankAccountRuleTests {
    private var ledger: TestLedger

    init() throws { ledger = try TestLedger() }

    private func primaries(_ name: String, _ currency: String = "ZAR") throws -> [BankAccountID] {
        let owner = try party(name)
        return ledger.database.bankAccounts.values.filter {
            $0.party == owner && $0.unit.code == currency && $0.isPrimary
        }.map(\.id)
    }

    @Test("The first of a currency is primary whatever the command says; later ones only where they ask for it")
    mutating func first() throws {
        let first = try ledger.bank("ann", ending: "000001", primary: false)
        #expect(try primaries("ann") == [first])
        _ = try ledger.bank("ann", ending: "000002")
        #expect(try primaries("ann") == [first])
        let third = try ledger.bank("ann", ending: "000003", primary: true)
        #expect(try primaries("ann") == [third])
        let dollars = try ledger.bank("ann", ending: "000001", "USD")
        #expect(try primaries("ann", "USD") == [dollars])
        #expect(try primaries("ann") == [third])
        let bobs = try ledger.bank("bob", ending: "000001")
        #expect(try primaries("bob") == [bobs])
    }

    @Test("Without a primary one the next becomes it; removing another changes nothing")
    mutating func removed() throws {
        let first = try ledger.bank("ann", ending: "000001")
        let second = try ledger.bank("ann", ending: "000002")
        try ledger.commit(BankAccountRemove(bankAccount: second))
        #expect(try primaries("ann") == [first])
        let outcome = try ledger.commit(BankAccountRemove(bankAccount: first, reason: "closed"))
        #expect(try primaries("ann") == [])
        let told = try ledger.told("bank_account", by: outcome)
        #expect(told["state"] == "removed")
        #expect(told["primary"] == false)
        #expect(ledger.database.bankAccounts[first]?.number == nil)
        #expect(ledger.database.bankAccounts[first]?.holder == nil)
        #expect(try ledger.refusal(of: BankAccountSetPrimary(bankAccount: first)).code == .bankAccountNotFound)
        // The same number may come back, under a new id.
        let third = try ledger.bank("ann", ending: "000001")
        #expect(third != first)
        #expect(try primaries("ann") == [third])
    }

    @Test("What is told of one: its mask, never its number or holder")
    mutating func document() throws {
        let outcome = try ledger.commit(bankAccount("ann", ending: "001234"))
        let id = try #require(outcome.reported?.assigned.bankAccount)
        let expected: JSONValue = [
            "id": .string(id.description), "party": "ann", "country": "ZA", "currency": "ZAR", "format": "local",
            "masked": "••••1234", "bank_code": "250655", "primary": true, "state": "active",
        ]
        #expect(try .object(ledger.told("bank_account", by: outcome)) == expected)
        #expect(outcome.concerns == "ann")
        let text = String(decoding: outcome.document, as: UTF8.self)
        #expect(!text.contains("6200001234"))
        #expect(!text.contains("Surname"))
        let iban = try BankAccountNumber(iban: "DE89370400440532013000", country: "DE", bankCode: nil)
        let add = BankAccountAdd(party: try party("ann"), currency: "EUR", number: iban, holder: "Ann Surname")
        let told = try ledger.told("bank_account", by: ledger.commit(add))
        #expect(told["format"] == "iban")
        #expect(told["masked"] == "DE••••3000")
        #expect(told["bank_code"] == nil)
    }

    @Test("A second time the same number is refused, in its currency; the field is the one that carried it")
    mutating func twice() throws {
        _ = try ledger.bank("ann")
        #expect(try ledger.refusal(of: bankAccount("ann")).field == "number")
        _ = try ledger.bank("ann", "USD")
        _ = try ledger.bank("bob")
        let iban = try BankAccountNumber(iban: "DE89370400440532013000", country: "DE", bankCode: nil)
        let add = BankAccountAdd(party: try party("ann"), currency: "EUR", number: iban, holder: "Ann")
        try ledger.commit(add)
        let error = try ledger.refusal(of: add)
        #expect(error.code == .bankAccountExists)
        #expect(error.field == "iban")
        #expect(!error.message.contains("3000"))
    }

    @Test("The same message id with a number that only looks the same is found out, as long as the number is kept")
    mutating func lookalike() throws {
        let command = try bankAccount("ann", ending: "771234")
        let other = try bankAccount("ann", ending: "881234")
        #expect(command.number.masked == other.number.masked)
        let first = ledger.submit(command, id: "one")
        #expect(ledger.submit(command, id: "one").status == .replayed(isCommitted: true))
        guard case .rejected(let error) = ledger.submit(other, id: "one").status else {
            return #expect(Bool(false), "another number under the same id")
        }
        #expect(error.code == .idempotencyKeyReused)
        #expect(error.field == "number")
        let id = try #require(first.reported?.assigned.bankAccount)
        try ledger.commit(BankAccountRemove(bankAccount: id))
        // Nothing is left to compare with, and the first answer is answered again.
        #expect(ledger.submit(other, id: "one").status == .replayed(isCommitted: true))
    }

    @Test("Added, removed and sent again within one batch as in several")
    mutating func withinBatch() throws {
        let id = try ledger.bank("ann", ending: "000001")
        let add = try bankAccount("ann", ending: "771234")
        let commands = [
            ledger.envelope(add, id: "one"), ledger.envelope(try bankAccount("ann", ending: "881234"), id: "one"),
            ledger.envelope(BankAccountRemove(bankAccount: id)),
            ledger.envelope(BankAccountSetPrimary(bankAccount: id)),
            ledger.envelope(BankAccountSetPrimary(bankAccount: id), try acting("bob", .user)),
            ledger.envelope(try bankAccount("ann", ending: "000001")),
        ]
        let (together, apart) = ledger.bothWays(commands)
        #expect(together.map(\.document) == apart.map(\.document))
        #expect(together.map(\.isFailure) == [false, true, false, true, true, false])
        // Out of use, it is nobody's: its owner is not told to others.
        #expect(together[4].reported?.code == .bankAccountNotFound)
    }
}
