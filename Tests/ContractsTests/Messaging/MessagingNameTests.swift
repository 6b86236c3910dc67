import Contracts
import Testing

@Suite("Names of messaging")
struct MessagingNameTests {
    @Test("A position is its shortest text of digits", arguments: ["0", "1", "9223372036854775807"])
    func positions(text: String) {
        #expect(Position(text: text)?.description == text)
    }

    @Test(
        "Nothing else is a position",
        arguments: ["", "-1", "+1", "01", " 1", "1 ", "1.0", "9223372036854775808", "\u{661}"])
    func noPositions(text: String) {
        #expect(Position(text: text) == nil)
    }

    @Test func positionsAreOrdered() {
        #expect(Position.start < Position(1) && Position(1).next == Position(2))
    }

    @Test("A stream is read as it is written", arguments: ["c:booking-7", "i:amina", "t:t:x", "all", "c:dm_00"])
    func streams(text: String) throws {
        let stream = try #require(MessageStream(text: text))
        #expect(stream.text == text)
    }

    @Test(
        "Nothing else is a stream",
        arguments: ["", "c:", "i:", "t:", "x:a", "ALL", "all ", "c:a b", "c:\u{301}a", "c", "i:é"])
    func noStreams(text: String) {
        #expect(MessageStream(text: text) == nil)
    }

    @Test("Names have 1 to 64 characters of a closed set")
    func names() {
        let longest = String(repeating: "a", count: 64)
        #expect(ConversationID(text: longest) != nil && TopicName(text: longest) != nil)
        for wrong in ["", longest + "a", "a b", "a/b", "é", "a\u{0}"] {
            #expect(ConversationID(text: wrong) == nil && TopicName(text: wrong) == nil)
        }
    }

    @Test("The conversation of a pair has one name for both orders, and another for any other pair")
    func direct() throws {
        let people = try ["a", "b", "ab", "c"].map { try #require(PartyID(text: $0)) }
        #expect(ConversationID.preimage(people[0], people[1]) == ConversationID.preimage(people[1], people[0]))
        var seen: Set<[UInt8]> = []
        for one in people.indices {
            for other in people.indices where one < other {
                #expect(seen.insert(ConversationID.preimage(people[one], people[other])).inserted)
            }
        }
        let id = ConversationID(directDigest: [UInt8](0..<32))
        #expect(id.text == "dm_000102030405060708090a0b0c0d0e0f" && id.isDirect)
        #expect(ConversationID(text: id.text) == id)
    }

    @Test("An id has its prefix and 32 small hexadecimal digits, and never mixes up who said what")
    func messageIDs() throws {
        let id = MessageID(digest: [UInt8](repeating: 0xAF, count: 32))
        #expect(id.text == "msg_" + String(repeating: "af", count: 16) && MessageID(text: id.text) == id)
        for wrong in [
            "", "msg_", id.text + "a", String(id.text.dropLast()), id.text.uppercased(),
            "msg_" + String(repeating: "g", count: 32),
        ] {
            #expect(MessageID(text: wrong) == nil)
        }
        let (a, ab) = (try #require(PartyID(text: "a")), try #require(PartyID(text: "ab")))
        #expect(MessageID.preimage(sender: a, senderID: "bc") != MessageID.preimage(sender: ab, senderID: "c"))
    }

    @Test func prioritiesAreOrdered() {
        #expect(MessagePriority.allCases.sorted() == [.high, .normal, .low])
        for priority in MessagePriority.allCases { #expect(MessagePriority(rank: priority.rank) == priority) }
        #expect(MessagePriority(rank: 3) == nil && MessagePriority(rank: -1) == nil)
    }
}
