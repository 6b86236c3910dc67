import Contracts
import TestWorld
import Testing

/// What is left of a person who has asked to be forgotten.
@Suite("Erasure", .world(settings: .keepingBankAccounts), .serialized, .timeLimit(.minutes(2)))
struct ErasureTests {
    static let name = "Zanele Quuxwayo"
    static let holder = "Zanele N. Quuxwayo"
    static let phone = "+27835550199"
    static let secrets = ["Quuxwayo", "Zanele", "835550199", "DE89370400440532013000", "370400440532013000"]

    @Test("No table and no event holds a name, a number of a telephone or of a bank account, and the books agree")
    func nothingLeft() async throws {
        let world = try World.here
        let client = try await Client(world)
        try await live(client)
        let traces = Traces(world: world)
        // Without this, finding nothing afterwards would prove nothing.
        #expect(try await traces.columns(with: Self.name) == ["parties.name"])
        #expect(try await traces.columns(with: Self.holder) == ["bank_accounts.holder"])
        #expect(try await traces.columns(with: Self.phone) == ["parties.phone", "requests.phone"])
        let revenue = try await world.systemBalance(.revenue, "ZAR")

        let erased = try await client.call(PartyErase(party: party("zanele"), reason: "asked for"))
        try #require(erased.isCommitted, "\(erased.body.text)")
        let announced = try await traces.announced()
        for secret in Self.secrets {
            #expect(try await traces.columns(with: secret) == [])
            #expect(announced.allSatisfy { !$0.contains(secret) })
            #expect(await traces.logged(secret) == [])
        }
        #expect(try await world.count("SELECT count(*) FROM requests WHERE phone IS NOT NULL") == 1, "another's stays")
        #expect(try await world.systemBalance(.revenue, "ZAR") == revenue)
        #expect(try await world.audit().problems == [])
        #expect(
            try await world.count(
                "SELECT count(*) FROM entries JOIN accounts ON id = account_id WHERE owner = 'zanele'") == 4)

        // The number is free for somebody else.
        try await client.register("next", as: .user, phone: Self.phone)
        #expect(try await client.call(PartyErase(party: party("zanele"), reason: "again")).error == .partyErased)
    }

    @Test("Registered, banked and erased within one batch leaves as little")
    func withinOneBatch() async throws {
        let world = try World.here
        let client = try await Client(world)
        let number = try BankAccountNumber(iban: "GB82WEST12345698765432", country: "GB", bankCode: nil)
        let vendor = try await client.make("shopkeeper", as: .vendor, with: "10.00 ZAR")
        let phone = try #require(PhoneNumber(text: "+27835550177"))
        let commands: [any Command] = [
            PartyRegister(party: try party("brief"), partyType: .user, name: "Brief Briefson", phone: phone),
            BankAccountAdd(party: try party("brief"), currency: "ZAR", number: number, holder: "Brief Briefson"),
            AccountOpen(owner: try party("brief"), kind: AccountReference.defaultKind, currency: "ZAR"),
            ChargeSaleCreate(wallet: .id(vendor), money: try money("1.00 ZAR"), phone: phone),
            PartyErase(party: try party("brief"), reason: "asked for"),
        ]
        let reply = try await client.call(Request(batch: commands.map { (nil, $0) }, isLinked: true))
        #expect(reply.outcomes.allSatisfy { $0.isCommitted }, "\(reply.body.text)")
        for secret in ["Briefson", "835550177", "12345698765432"] {
            #expect(try await Traces(world: world).columns(with: secret) == [])
        }
        #expect(try await world.count("SELECT count(*) FROM parties WHERE id = 'brief' AND erased_at IS NOT NULL") == 1)
        let open = AccountOpen(owner: try party("brief"), kind: "savings", currency: "ZAR")
        #expect(try await client.call(open).error == .partyErased)
        #expect(try await world.audit().problems == [])
    }

    /// A life: a wallet, bank accounts, withdrawals, airtime and money by telephone number.
    private func live(_ client: Client) async throws {
        let phone = try #require(PhoneNumber(text: Self.phone))
        let former = try #require(PhoneNumber(text: "+27835550188"))
        let zanele = PartyRegister(
            party: try party("zanele"), partyType: .user, name: "Zanele", language: "zu", phone: former)
        try #require(try await client.call(zanele).isCommitted)
        let update = PartyUpdate(party: try party("zanele"), name: Self.name, phone: phone)
        try #require(try await client.call(update).isCommitted)
        let account = try await client.deposit("100.00 ZAR", to: "zanele")
        let vendor = try await client.make("vendor", as: .vendor, with: "500.00 ZAR")
        for delivery in ChargeDelivery.allCases {
            let sell = ChargeSaleCreate(
                wallet: .id(vendor), money: try money("20.00 ZAR"), phone: phone, delivery: delivery)
            try #require(try await client.call(sell).isCommitted)
        }
        let other = ChargeSaleCreate(
            wallet: .id(vendor), money: try money("5.00 ZAR"), phone: try #require(PhoneNumber(text: "+27831112222")))
        try #require(try await client.call(other).isCommitted)
        let iban = try BankAccountNumber(iban: "DE89370400440532013000", country: "DE", bankCode: nil)
        let add = BankAccountAdd(party: try party("zanele"), currency: "ZAR", number: iban, holder: Self.holder)
        try #require(try await client.call(add).isCommitted)
        let initiate = WithdrawalInitiate(wallet: .id(account), money: try money("110.00 ZAR"))
        let withdrawal = try #require(try await client.call(initiate).identifier("withdrawal", WithdrawalID.self))
        let spend = WalletSpend(wallet: .id(account), money: try money("10.00 ZAR"), destination: .revenue)
        try #require(try await client.call(spend).isCommitted)
        let early = try await client.call(PartyErase(party: party("zanele"), reason: "asked for"))
        #expect(early.error == .accountNotEmpty, "money is still on its way: \(early.body.text)")
        try #require(try await client.call(WithdrawalComplete(withdrawal: withdrawal)).isCommitted)
    }
}
