import Contracts
import Crypto
import Testing

@testable import MessageStore

@Suite struct PersistPlanTests {
    @Test("what is there twice is stored once; another content under the same id is refused")
    func repetitions() throws {
        let one = try message("1")
        let other = try message("1", "something else")
        let again = try message("1", sentAt: 5_000_000)
        let edit = MessageEdit(
            message: one.id, sender: one.sender, stream: one.stream, number: 1, body: "b", sentAt: one.sentAt)
        let plan = PersistPlan(
            group([
                .message(one), .amendment(.edit(edit)), .message(other), .message(again), .amendment(.edit(edit)),
            ]).items, known: [])
        #expect(plan.items.map(\.record) == [.message(one), .amendment(.edit(edit))])
        #expect(plan.refused.map(\.item.record) == [.message(other)] && plan.repeated == 2)
        #expect(plan.refused.first?.error.code == .idempotencyKeyReused)
    }

    @Test("a pair's conversation is made once, and never of another pair")
    func pairs() throws {
        let (asha, ben) = (try #require(PartyID(text: "asha")), try #require(PartyID(text: "ben")))
        let eve = try #require(PartyID(text: "eve"))
        let id = ConversationID(directDigest: SHA256.hash(data: ConversationID.preimage(asha, ben)))
        let right = try message("1", to: .conversation(id), pair: [ben, asha])
        let wrong = try message("2", to: .conversation(id), pair: [asha, eve])
        let plan = PersistPlan(group([.message(wrong), .message(right)]).items, known: [])
        #expect(plan.pairs == [id: [ben, asha]])
        #expect(plan.refused.map(\.item.record) == [.message(wrong)])
        #expect(PersistPlan(group([.message(right)]).items, known: [id]).pairs.isEmpty)
    }

    @Test("of the markers of a batch only the farthest are written")
    func markers() throws {
        let asha = try #require(PartyID(text: "asha"))
        let plan = PersistPlan(
            group([5, 9, 7].map { .marker(.delivered(person: asha, device: "phone", upTo: Position($0))) }).items,
            known: [])
        #expect(plan.markers.delivered.values.map(\.number) == [9] && plan.entries.isEmpty)
    }

    @Test("the digest is over what a message says, not over when; and not over what is encrypted anew each time")
    func digest() throws {
        let one = try message("1", sentAt: 1, expiresAt: 9).contentDigest
        #expect(try message("1", sentAt: 2, expiresAt: 10).contentDigest == one)
        #expect(try message("1", "hello ").contentDigest != one)
        #expect(try message("1", to: .topic(try #require(TopicName(text: "t")))).contentDigest != one)
        #expect(try message("1", "x", keyID: "k").contentDigest == message("1", "y", keyID: "k").contentDigest)
    }

    @Test("an id becomes bytes and the same id again")
    func bytes() throws {
        let id = try message("1").id
        #expect(id.bytes.count == 16 && MessageID(digest: id.bytes) == id)
    }
}
