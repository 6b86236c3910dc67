import Contracts
import TestWorld
import Testing

/// Every command around the wallet once, from the message to the rows.
@Suite(
    "Wallet commands",
    .world(
        settings: .keepingBankAccounts.merging([
            // Only where nobody else pays: in shillings.
            "KAURI_RISK_RULES": """
            [{"name": "large", "currency": "KES", "measure": "amount", "over": "1000", "action": "flag"}, \
             {"name": "huge", "currency": "KES", "measure": "amount", "over": "5000", "action": "deny"}]
            """
        ]) { $1 }),
    .serialized, .timeLimit(.minutes(3)))
struct WalletCommandTests {
    @Test("A party is updated: what is left out stays, a number goes where it is wanted")
    func partyUpdate() async throws {
        let world = try World.here
        let witness = try await Witness(world)
        try await witness.client.register("amara", as: .user, phone: "+254700000001")
        try await witness.client.register("baraka", as: .user, phone: "+254700000002")
        let updated = try await witness.carryOut(
            PartyUpdate(
                party: try party("amara"), partyType: .host, name: "Amara N.", timeZone: "Africa/Nairobi", kycLevel: 2),
            announcedAs: "party.updated")
        #expect(updated.text("party.party_type") == "host" && updated.text("party.kyc_level") == "2")
        #expect(updated.text("party.time_zone") == "Africa/Nairobi" && updated.text("party.erased") == nil)
        let columns = "party_type, name, language, time_zone, phone, kyc_level"
        #expect(
            try await world.row(columns, of: "parties WHERE id = 'amara'")
                == "host Amara N. - Africa/Nairobi +254700000001 2")

        let taken = PartyUpdate(party: try party("amara"), phone: PhoneNumber(text: "+254700000002"))
        try await witness.refuse(taken, with: .phoneNumberTaken)
        _ = try await witness.carryOut(
            PartyUpdate(party: try party("baraka"), removePhone: true), announcedAs: "party.updated")
        _ = try await witness.carryOut(taken, announcedAs: "party.updated")
        #expect(
            try await world.texts(
                "SELECT coalesce(phone, 'none') FROM parties WHERE id IN ('amara', 'baraka') ORDER BY id")
                == ["+254700000002", "none"])
        try await witness.refuse(
            PartyUpdate(party: try party("amara"), kycLevel: 3), with: .forbidden, by: .person("amara", .host))
        await witness.close()
    }

    @Test("Two numbers change hands within one batch")
    func numbersChangeHands() async throws {
        let world = try World.here
        let client = try await Client(world)
        try await client.register("first", as: .user, phone: "+254700000011")
        try await client.register("second", as: .user, phone: "+254700000012")
        let commands: [any Command] = [
            PartyUpdate(party: try party("first"), removePhone: true),
            PartyUpdate(party: try party("second"), phone: PhoneNumber(text: "+254700000011")),
            PartyUpdate(party: try party("first"), phone: PhoneNumber(text: "+254700000012")),
        ]
        let reply = try await client.call(Request(batch: commands.map { (nil, $0) }, isLinked: true))
        #expect(reply.outcomes.allSatisfy { $0.isCommitted }, "\(reply.body.text)")
        #expect(
            try await world.texts("SELECT phone FROM parties WHERE id IN ('first', 'second') ORDER BY id")
                == ["+254700000012", "+254700000011"])
        await client.close()
    }

    @Test("A party is erased: it stays as an id, and nothing can be opened for it any more")
    func partyErase() async throws {
        let world = try World.here
        let witness = try await Witness(world)
        let wallet = try await witness.client.make("gone", as: .user, phone: "+254700000021", with: "5.00 ZAR")
        let erase = PartyErase(party: try party("gone"), reason: "asked for")
        try await witness.refuse(erase, with: .accountNotEmpty, by: .person("gone", .user))
        try await witness.refuse(erase, with: .forbidden, by: .person("amara", .user))
        let spend = WalletSpend(wallet: .id(wallet), money: try money("5.00 ZAR"), destination: .revenue)
        try #require(try await witness.client.call(spend).isCommitted)
        let erased = try await witness.carryOut(erase, announcedAs: "party.erased", by: .person("gone", .user))
        #expect(erased.text("party.id") == "gone" && erased.document["party.erased"]?.asBool == true)
        #expect(erased.text("reason") == "asked for")
        #expect(
            try await world.row(
                "name, language, time_zone, phone, metadata, erased_at IS NOT NULL", of: "parties WHERE id = 'gone'")
                == " - - - - true")
        try await witness.refuse(
            AccountOpen(owner: try party("gone"), kind: "savings", currency: "ZAR"), with: .partyErased)
        await witness.close()
    }
}
