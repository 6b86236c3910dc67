import Contracts
import TestWorld
import Testing

/// The harness itself: a command goes in, a reply and an event come out, in a world of its own.
@Suite(.world(), .serialized, .timeLimit(.minutes(1)))
struct WorldTests {
    @Test func aCommandIsAnsweredAndAnnounced() async throws {
        let world = try World.here
        let client = try await Client(world)
        let subscriber = try await Subscriber(world)
        let party = try #require(PartyID(text: "guest-1"))
        let reply = try await client.call(
            PartyRegister(party: party, partyType: .guest, name: "Amara", kycLevel: 0))
        #expect(reply.isCommitted)
        #expect(reply.text("party.id") == "guest-1")
        let event = try await subscriber.wait(for: 1)[0]
        #expect(event.id == reply.event)
        #expect(try await world.audit().problems == [])
        #expect(try await world.service.metrics().contains("kauri_"))
    }

    @Test func aFrozenServiceAnswersLater() async throws {
        let world = try World.here
        let client = try await Client(world)
        let service = try await world.service
        await service.freeze()
        let party = try #require(PartyID(text: "guest-2"))
        try await client.send([Request(PartyRegister(party: party, partyType: .guest, name: "B", kycLevel: 0), id: "b")]
        )
        #expect(await service.isReady() == false)
        await service.thaw()
        #expect(try await client.reply(to: "b").isCommitted)
    }
}
