import Contracts
import Crypto
import Testing

@testable import MessageStore

/// A message for tests.
func message(
    _ senderID: String, to stream: MessageStream = .everyone, _ body: String = "hello", keyID: String? = nil,
    pair: [PartyID] = [], sentAt: Int64 = 0, expiresAt: Int64? = nil
) throws -> Message {
    let sender = try #require(PartyID(text: "asha"))
    return Message(
        id: MessageID(digest: SHA256.hash(data: MessageID.preimage(sender: sender, senderID: senderID))),
        senderID: senderID, sender: sender, stream: stream, pair: pair, kind: .chat, priority: .normal, body: body,
        keyID: keyID, sentAt: Timestamp(microseconds: sentAt),
        expiresAt: expiresAt.map { Timestamp(microseconds: $0) })
}

/// Records as one batch has brought them.
func group(_ records: [PersistRecord]) -> PersistGroup {
    PersistGroup(
        records, instance: "test",
        origin: DeadLetterOrigin(queue: "q", exchange: "", routingKey: "q", messageID: "m", userID: nil))
}
