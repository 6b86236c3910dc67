import Contracts
import Ledger
import Testing

@Suite("Parties that change and go")
struct PartyRuleTests {
    private var ledger: TestLedger

    init() throws {
        ledger = try TestLedger()
        try ledger.fund("bob", "10")
    }

    private func erase(_ name: String) throws -> PartyErase {
        PartyErase(party: try party(name), reason: "asked for it")
    }

    @Test("What is left out stays as it is; personal data is never told")
    mutating func updated() throws {
        let first = PartyUpdate(
            party: try party("ann"), partyType: .host, name: "Ann Secret", language: "sw", timeZone: "Africa/Nairobi",
            phone: PhoneNumber(text: "+27831112222"), kycLevel: 2)
        let outcome = try ledger.commit(first)
        let expected: JSONValue = [
            "id": "ann", "party_type": "host", "language": "sw", "time_zone": "Africa/Nairobi", "kyc_level": 2,
        ]
        #expect(try .object(ledger.told("party", by: outcome)) == expected)
        #expect(!outcome.text.contains("Secret"))
        #expect(!outcome.text.contains("+2783"))
        try ledger.commit(PartyUpdate(party: party("ann"), language: "en"))
        let ann = try #require(ledger.database.parties[party("ann")])
        #expect(ann.name == "Ann Secret")
        #expect(ann.language == "en")
        #expect(ann.timeZone == "Africa/Nairobi")
        #expect(ann.kycLevel == 2)
        #expect(ann.phone?.text == "+27831112222")
    }

    @Test("A telephone number belongs to one party at a time, and is free when it is given up")
    mutating func phones() throws {
        let number = try phone("ann")
        #expect(try ledger.refusal(of: PartyUpdate(party: party("bob"), phone: number)).field == "phone")
        // One's own may be sent again.
        try ledger.commit(PartyUpdate(party: party("ann"), phone: number))
        try ledger.commit(PartyUpdate(party: party("ann"), removePhone: true))
        let named = WalletSpend(
            wallet: .phone(number, kind: "main", currency: nil), money: try money("1"), destination: .fees)
        #expect(try ledger.refusal(of: named).code == .partyNotFound)
        try ledger.commit(PartyUpdate(party: party("bob"), phone: number))
        try ledger.commit(named)
        #expect(try ledger.account("bob").posted == 900)
        let former = WalletSpend(
            wallet: .phone(try phone("bob"), kind: "main", currency: nil), money: try money("1"), destination: .fees)
        #expect(try ledger.refusal(of: former).code == .partyNotFound)
    }

    @Test("Numbers that go round within a batch name who has them at the time")
    mutating func phonesWithinBatch() throws {
        try ledger.fund("ann", "10")
        _ = try ledger.bank("bob")
        let number = try phone("ann")
        let named = AccountReference.phone(number, kind: "main", currency: "ZAR")
        let spend = WalletSpend(wallet: named, money: try money("1"), destination: .fees)
        let outcomes = ledger.outcomes(ofBatch: [
            spend, PartyUpdate(party: try party("ann"), removePhone: true), spend,
            PartyUpdate(party: try party("bob"), phone: number), spend,
            WithdrawalInitiate(wallet: named, money: try money("1")),
            PayoutSchedule(wallet: named, interval: .daily), PayoutRun(wallet: named),
            PartyUpdate(party: try party("ann"), phone: try phone("bob")),
            WalletSpend(
                wallet: .phone(try phone("bob"), kind: "main", currency: nil), money: try money("1"), destination: .fees
            ),
        ])
        #expect(
            outcomes.map(\.isFailure) == [false, false, true, false, false, false, false, false, false, false])
        #expect(outcomes[4].concerns == (try ledger.account("bob").id.description))
        #expect(outcomes[9].concerns == (try ledger.account("ann").id.description))
    }

    @Test("Erased: all that said who it was is gone, the books stay, and the id is used up")
    mutating func erased() throws {
        let bank = try ledger.bank("ann")
        let sale = ChargeSaleCreate(
            wallet: try wallet("bob"), money: try money("1"), phone: try phone("ann"), delivery: .wallet)
        let sold = try ledger.make(sale, ChargeSaleID.self)
        try ledger.commit(transfer("1", from: "ann", to: "bob"))
        let outcome = try ledger.commit(erase("ann"), acting("ann", .user))
        let told: JSONValue = ["id": "ann", "party_type": "user", "kyc_level": 0, "erased": true]
        #expect(try .object(ledger.told("party", by: outcome)) == told)
        let ann = try #require(ledger.database.parties[party("ann")])
        #expect(ann.name.isEmpty)
        #expect(ann.phone == nil)
        #expect(ann.isErased)
        #expect(ledger.database.bankAccounts[bank]?.state == .removed)
        #expect(ledger.database.bankAccounts[bank]?.number == nil)
        #expect(ledger.database.bankAccounts[bank]?.holder == nil)
        #expect(try ledger.request(sold).phone == nil)
        #expect(try ledger.account("ann").version == 3)
        #expect(try ledger.refusal(of: erase("ann")).code == .partyErased)
        #expect(try ledger.refusal(of: PartyUpdate(party: party("ann"), name: "Ann")).code == .partyErased)
        #expect(try ledger.refusal(of: bankAccount("ann")).code == .partyErased)
        #expect(try ledger.refusal(of: BankAccountSetPrimary(bankAccount: bank)).code == .bankAccountNotFound)
        let again = PartyRegister(party: try party("ann"), partyType: .user, name: "Ann")
        #expect(try ledger.refusal(of: again).code == .partyExists)
        // Her number is free for others.
        try ledger.commit(PartyRegister(party: party("zoe"), partyType: .user, name: "Zoe", phone: phone("ann")))
    }

    @Test("Not while there is money, or something is under way")
    mutating func busy() throws {
        #expect(try ledger.refusal(of: erase("bob")).code == .accountNotEmpty)
        _ = try ledger.bank("bob")
        let all = WithdrawalInitiate(wallet: try wallet("bob"), money: try money("10"))
        let withdrawal = try ledger.make(all, WithdrawalID.self)
        #expect(try ledger.refusal(of: erase("bob")).code == .accountNotEmpty)
        try ledger.commit(WithdrawalComplete(withdrawal: withdrawal))
        let ask = CreditRequestCreate(wallet: try wallet("bob"), money: try money("1"), reason: "stock")
        let credit = try ledger.make(ask, CreditRequestID.self)
        #expect(try ledger.refusal(of: erase("bob")).code == .accountNotEmpty)
        try ledger.commit(CreditRequestReject(creditRequest: credit, reason: "not now"), asAdmin())
        // A wallet without a limit is looked at as well, and so is one that owes.
        try ledger.commit(AccountConfigure(account: wallet("bob", "ZAR"), unlimited: true))
        try ledger.commit(transfer("1", from: "bob", to: "cem"))
        #expect(try ledger.refusal(of: erase("bob")).code == .accountNotEmpty)
        try ledger.commit(transfer("1", from: "cem", to: "bob"))
        try ledger.commit(erase("bob"))
    }

    @Test("Erased within a batch as in several: bank accounts, numbers and sales are gone for what follows")
    mutating func withinBatch() throws {
        let bank = try ledger.bank("ann")
        let sale = ChargeSaleCreate(
            wallet: try wallet("bob"), money: try money("1"), phone: try phone("ann"), delivery: .airtime)
        let sold = try ledger.make(sale, ChargeSaleID.self)
        let outcomes = ledger.outcomes(ofBatch: [
            sale, try bankAccount("ann", ending: "777777"), PartyUpdate(party: try party("ann"), kycLevel: 1),
            try erase("ann"), BankAccountSetPrimary(bankAccount: bank), BankAccountRemove(bankAccount: bank),
            ChargeSaleRefund(chargeSale: sold, reason: "wrong number"),
            PartyRegister(party: try party("zoe"), partyType: .user, name: "Zoe", phone: try phone("ann")),
            try erase("zoe"), try erase("zoe"),
            PartyRegister(party: try party("yan"), partyType: .user, name: "Yan", phone: try phone("ann")),
        ])
        #expect(
            outcomes.map(\.isFailure) == [false, false, false, false, true, true, false, false, false, true, false])
        #expect(try ledger.told("charge_sale", by: outcomes[6])["phone_masked"] == nil)
    }
}
