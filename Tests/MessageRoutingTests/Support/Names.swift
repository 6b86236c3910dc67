import Contracts
import MessageRouting
import Testing

func person(_ name: String) throws -> PartyID { try #require(PartyID(text: name)) }
func group(_ name: String) throws -> ConversationID { try #require(ConversationID(text: name)) }
func topic(_ name: String) throws -> TopicName { try #require(TopicName(text: name)) }

/// A moment so many milliseconds after the beginning of a test.
func after(_ milliseconds: Int64) -> Timestamp { Timestamp(microseconds: 1_795_000_000_000_000 + milliseconds * 1_000) }

/// Four FNV-1a hashes side by side: as wide as SHA-256, and enough where nobody looks for collisions.
@Sendable func testDigest(_ bytes: [UInt8]) -> [UInt8] {
    (0..<4).flatMap { (seed: UInt64) -> [UInt8] in
        let start = 0xCBF2_9CE4_8422_2325 &+ seed &* 0x9E37_79B9_7F4A_7C15
        let hash = bytes.reduce(start) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        return (0..<8).map { UInt8(truncatingIfNeeded: hash >> UInt64($0 * 8)) }
    }
}

extension LogRecord {
    /// A record that says something in a stream.
    static func message(
        _ number: Int64, _ stream: MessageStream, from sender: PartyID, id: String? = nil, pair: [PartyID] = [],
        priority: MessagePriority = .normal, body: String = "hello", expiresAt: Timestamp? = nil
    ) -> LogRecord {
        let id = id ?? "m\(number)"
        let message = Message(
            id: MessageID(sender: sender, senderID: id, digest: testDigest), senderID: id, sender: sender,
            stream: stream, pair: pair, kind: .chat, priority: priority, body: body, sentAt: after(0),
            expiresAt: expiresAt)
        return LogRecord(position: Position(number), storedAt: after(0), content: .message(message))
    }
}
