import Contracts
import Testing

@Suite("Identifiers")
struct IdentifierTests {
    @Test("Numbers come back from their texts, and texts sort as numbers do")
    func roundTrip() {
        var generator = SeededGenerator(seed: 11)
        var numbers: [Int64] = [1, 31, 32, 1_023, 1 << 32, Int64.max - 1, Int64.max]
        for shift in 0..<62 as Range<Int64> {
            numbers.append(Int64.random(in: 1...(Int64.max >> shift), using: &generator))
        }
        for number in numbers {
            let id = TransactionID(number: number)
            #expect(TransactionID(text: id.description) == id)
            #expect(id.description.utf8.count == 17)
            #expect(AccountID(text: id.description) == nil)
        }
        let ids = numbers.map { HoldID(number: $0) }
        #expect(ids.sorted().map(\.description) == ids.map(\.description).sorted())
        #expect(EventID(number: 1).description == "evt_0000000000001")
    }

    @Test(
        "What is no id",
        arguments: [
            "", "wal_", "wal_0000000000000", "wal_000000000000", "wal_00000000000001", "wal-0000000000001",
            "WAL_0000000000001",
            "wal_000000000000I", "wal_000000000000i", "wal_000000000000l", "wal_000000000000o", "wal_000000000000u",
            "wal_00000000000 1",
            "wal_8000000000000", "wal_zzzzzzzzzzzzz", "wal_000000000000A", "wal_00000000000é", " wal_0000000000001",
            "wal_0000000000001 ",
            "hld_0000000000001", "wal_000000000000\u{0}",
        ])
    func refused(text: String) { #expect(AccountID(text: text) == nil) }

    @Test(
        "Party ids",
        arguments: [
            ("a", true), ("guest-7", true), ("Ann.B_c:d@e-9", true), (String(repeating: "x", count: 64), true),
            ("", false),
            (String(repeating: "x", count: 65), false), ("a b", false), ("a/b", false), ("é", false), ("a\n", false),
            ("a\u{0}", false),
            ("a\u{301}", false),
        ])
    func parties(text: String, isValid: Bool) { #expect((PartyID(text: text) != nil) == isValid) }

    @Test(
        "Telephone numbers",
        arguments: [
            ("+27821234567", true), ("+12345678", true), ("+123456789012345", true), ("+1234567", false),
            ("+1234567890123456", false),
            ("27821234567", false), ("+07821234567", false), ("+27 821234567", false), ("+2782123456a", false),
            ("", false), ("+", false),
            ("+٢٧٨٢١٢٣٤٥", false),
        ])
    func phones(text: String, isValid: Bool) { #expect((PhoneNumber(text: text) != nil) == isValid) }

    @Test("Every kind of id has a prefix of its own, of three letters")
    func prefixes() {
        let kinds: [any LedgerIdentifier.Type] = [
            AccountID.self, TransactionID.self, HoldID.self, EventID.self, JobID.self, ChargeSaleID.self,
            CreditRequestID.self, WithdrawalID.self, BankAccountID.self, FlagID.self,
        ]
        #expect(Set(kinds.map { $0.prefix }).count == kinds.count)
        for kind in kinds {
            #expect(kind.prefix.utf8.count == 4 && kind.prefix.hasSuffix("_"))
            let text = kind.init(number: 10_000_001).description
            #expect(text == kind.prefix + "000000009h5m1")
            #expect(kinds.filter { $0.init(text: text) != nil }.count == 1)
        }
    }

    @Test("System accounts: one number for each and unit, below all wallets, and back again")
    func systemAccounts() throws {
        var registry = UnitRegistry()
        try registry.register(CurrencyUnit(code: "POINTS", number: 1_000, decimals: 0))
        try registry.register(CurrencyUnit(code: "LAST_ONE", number: 32_767, decimals: 0))
        var seen: Set<AccountID> = []
        for unit in UnitRegistry.iso + registry.registered {
            for account in SystemAccount.allCases {
                let id = account.id(in: unit)
                #expect(seen.insert(id).inserted)
                #expect(id.number < SystemAccount.numberLimit)
                #expect(SystemAccount(id: id) == account)
                #expect(account.text(in: unit) == "\(account.rawValue):\(unit.code)")
            }
        }
        #expect(SystemAccount(id: AccountID(number: SystemAccount.numberLimit + 1)) == nil)
        #expect(SystemAccount(id: AccountID(number: 71_000)) == nil)
    }
}
