import Contracts
import Foundation
import ServiceKit
import Testing

@testable import MessagingService

/// Bodies at rest: sealed for their message, the same bytes each time, opened by every key of the ring.
@Suite struct MessageKeyRingTests {
    private func setting(_ ids: String...) -> Secret {
        Secret(
            ids.map { id in "\(id):\(Data(repeating: UInt8(id.utf8.first ?? 0), count: 32).base64EncodedString())" }
                .joined(separator: ","))
    }

    private func message(_ number: Int, _ body: String) throws -> Message {
        let person = try #require(PartyID(text: "a"))
        let digits = String(number)
        let id = "msg_" + String(repeating: "0", count: 32 - digits.count) + digits
        return Message(
            id: try #require(MessageID(text: id)), senderID: digits, sender: person, stream: .inbox(person),
            kind: .notification, priority: .normal, body: body, sentAt: Timestamp(microseconds: 0))
    }

    private func sealed(_ message: Message, _ ring: MessageKeyRing) throws -> Message {
        guard case .message(let sealed) = ring.seal(.message(message)) else { throw TokenError.malformed }
        return sealed
    }

    private func opened(_ message: Message, _ ring: MessageKeyRing) throws -> Message {
        let record = LogRecord(position: Position(1), storedAt: Timestamp(microseconds: 0), content: .message(message))
        guard case .message(let opened) = ring.open(record).content else { throw TokenError.malformed }
        return opened
    }

    @Test func whatIsSealedOpensByteForByte() throws {
        let ring = try MessageKeyRing(setting("a"), named: "X")
        for body in ["x", "e\u{301} 👩🏾‍🌾", String(repeating: "ü", count: 32_768)] {
            let message = try message(1, body)
            let sealed = try sealed(message, ring)
            #expect(sealed.keyID == "a" && !sealed.body.contains(body))
            #expect(sealed.body.utf8.count <= 2 * Message.longestBody)
            #expect(Array(try opened(sealed, ring).body.utf8) == Array(body.utf8))
            #expect(try opened(sealed, ring).keyID == nil)
        }
    }

    @Test func theSameMessageHasTheSameBytesAndAnotherHasNot() throws {
        let ring = try MessageKeyRing(setting("a"), named: "X")
        let one = try sealed(message(1, "hello"), ring).body
        #expect(try sealed(message(1, "hello"), ring).body == one)
        #expect(try sealed(message(2, "hello"), ring).body != one)
        #expect(try sealed(message(1, "hallo"), ring).body != one)
    }

    @Test func aBodyThatWasMovedToAnotherMessageStaysClosed() throws {
        let ring = try MessageKeyRing(setting("a"), named: "X")
        var moved = try message(2, "")
        let original = try sealed(message(1, "for one only"), ring)
        (moved.body, moved.keyID) = (original.body, original.keyID)
        #expect(try opened(moved, ring).body == original.body)
    }

    @Test func anOldKeyStillOpensAfterTheRotation() throws {
        let old = try sealed(message(1, "before"), MessageKeyRing(setting("a"), named: "X"))
        let ring = try MessageKeyRing(setting("b", "a"), named: "X")
        #expect(try opened(old, ring).body == "before")
        #expect(try sealed(message(2, "after"), ring).keyID == "b")
        #expect(try opened(old, MessageKeyRing(setting("b"), named: "X")).keyID == "a")
    }

    @Test func answersOfTheStoreAreOpenedHoweverDeep() throws {
        let ring = try MessageKeyRing(setting("a"), named: "X")
        let sealed = try sealed(message(1, "deep"), ring)
        let text = #"{"items":[{"m":{"id":"\#(sealed.id.text)","key_id":"a","body":"\#(sealed.body)"}}]}"#
        let value = ring.open(try JSONReader.read(Array(text.utf8)))
        #expect(String(decoding: value.encoded, as: UTF8.self).contains(#""body":"deep""#))
    }

    @Test(arguments: ["", "a", "a:b", "a:AAAA", ":AAAA"])
    func theSettingNamesItsRule(text: String) {
        #expect(throws: ServiceFailure.self) { try MessageKeyRing(Secret(text), named: "X") }
    }
}
