import Contracts
import TestWorld
import Testing

/// Parties: one, all, and those whose name, id or telephone number begins with a text.
@Suite("Queries: parties", .world(), .serialized, .timeLimit(.minutes(1)))
struct PartyQueryTests {
    private static let people: [(id: String, name: String, phone: String?)] = [
        ("p-1", "Amina Odhiambo", "+27821000001"), ("p-2", "amina", nil), ("P-3", "AMINA Zulu", "+27821000002"),
        ("p-4", "Amin", "+27831000001"), ("q_1", "100% Umoja", "+254712000001"), ("q_2", "100 nights", nil),
        ("qa1", "Ömer", nil), ("q.2", "ömer the second", nil), ("z", "Zawadi", "+254712000002"), ("zz", "Amina", nil),
        ("zzz", "Amina", nil),
    ]

    @Test("By name whatever the case, by id and number exactly; % and _ are letters like others; pages are whole")
    func search() async throws {
        let world = try World.here
        let client = try await Client(world)
        let asker = Asker(world)
        for person in Self.people {
            let reply = try await client.call(
                PartyRegister(
                    party: party(person.id), partyType: .guest, name: person.name,
                    phone: person.phone.flatMap { PhoneNumber(text: $0) }))
            try #require(reply.isCommitted, "\(reply.body.text)")
        }
        func ids(_ query: some PagedQuery) async throws -> [String] {
            try await asker.list(query).compactMap { $0.text("id") }
        }
        #expect(
            try await ids(PartyList()) == Self.people.map(\.id).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        #expect(try await ids(PartySearch(name: "AMINA")) == ["p-2", "zz", "zzz", "p-1", "P-3"])
        #expect(try await ids(PartySearch(name: "amina ")) == ["p-1", "P-3"])
        #expect(try await ids(PartySearch(name: "ami")) == ["p-4", "p-2", "zz", "zzz", "p-1", "P-3"])
        #expect(try await ids(PartySearch(name: "100%")) == ["q_1"])
        #expect(try await ids(PartySearch(name: "100_")).isEmpty)
        #expect(try await ids(PartySearch(name: "ÖMER")) == ["qa1", "q.2"])
        #expect(try await ids(PartySearch(name: "odhiambo")).isEmpty)
        #expect(try await ids(PartySearch(party: "q_")) == ["q_1", "q_2"])
        #expect(try await ids(PartySearch(party: "p-")) == ["p-1", "p-2", "p-4"])
        #expect(try await ids(PartySearch(party: "z")) == ["z", "zz", "zzz"])
        #expect(try await ids(PartySearch(phone: "+2782")) == ["p-1", "P-3"])
        #expect(try await ids(PartySearch(phone: "+")) == ["q_1", "z", "p-1", "P-3", "p-4"])
        #expect(try await ids(PartySearch(phone: "2782")).isEmpty)

        let one = try await asker.ask(PartyGet(party: party("p-1")))
        #expect(one.text("party.name") == "Amina Odhiambo" && one.text("party.phone") == "+27821000001")
        #expect(one.text("party.party_type") == "guest" && one.text("party.kyc_level") == "0")
        let phone = try #require(PhoneNumber(text: "+254712000002"))
        #expect(try await asker.ask(PartyGet(phone: phone)).text("party.id") == "z")
        #expect(try await asker.refusal(of: PartyGet(party: party("nobody"))) == .partyNotFound)
        let free = try #require(PhoneNumber(text: "+254712999999"))
        #expect(try await asker.refusal(of: PartyGet(phone: free)) == .partyNotFound)
    }
}
