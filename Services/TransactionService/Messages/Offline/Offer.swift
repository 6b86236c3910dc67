import Contracts
import Postgres
import RabbitMQ

/// A notification that is to reach somebody by another way.
struct Offer: Sendable {
    let position: Int64
    /// Whether there is anything left to offer, and a way.
    let isWanted: Bool
    /// How long its receiver is not to be disturbed; nil where they may be.
    let rest: Duration?
    let channels: [String]
    private let person: String
    private let language: String?
    private let messageID: String
    private let sender: String
    private let priority: MessagePriority
    private let body: String
    private let keyID: String?
    private let metadata: String?
    private let sentAt: Timestamp

    init(_ row: Row) throws {
        position = try row.int64(0)
        person = try row.text(1)
        let now = Timestamp(microseconds: try row.timestamp(2))
        channels =
            row.isNull(4) ? PersonSettings.Channel.allCases.map(\.rawValue).sorted() : try row.textArray(4)
        isWanted = try row.bool(3) && !channels.isEmpty
        var hours: PersonSettings.QuietHours?
        if let from = try row.optionalInt16(5), let to = try row.optionalInt16(6), let zone = try row.optionalText(7) {
            hours = PersonSettings.QuietHours(from: Int(from), to: Int(to), timeZone: zone)
        }
        rest = hours?.rest(from: now)
        language = try row.optionalText(8)
        messageID = MessageID(digest: try row.bytes(9)).text
        sender = try row.text(10)
        priority = MessagePriority(rank: try row.int16(11)) ?? .normal
        body = try row.optionalText(12) ?? ""
        keyID = try row.optionalText(13)
        metadata = try row.optionalText(14)
        sentAt = Timestamp(microseconds: try row.timestamp(15))
    }

    /// The offer for those who serve a channel; its id is the same however often it comes.
    func message(for channel: String) -> OutgoingMessage {
        var json = JSONWriter(capacity: 512)
        json.beginObject()
        json.member("person", person)
        json.member("channel", channel)
        if let language { json.member("language", language) }
        json.key("position")
        json.quotedInt(position)
        json.member("message", messageID)
        json.member("sender", sender)
        json.member("priority", priority.rawValue)
        json.member("body", body)
        if let keyID { json.member("key_id", keyID) }
        if let metadata {
            json.key("metadata")
            json.raw(Array(metadata.utf8))
        }
        json.member("sent_at", sentAt.rfc3339)
        json.endObject()
        return OutgoingMessage(
            exchange: MessagingTopology.offline, routingKey: channel,
            properties: MessageProperties(
                contentType: "application/json", messageID: "\(messageID)/\(channel)", type: "notification.offline"),
            body: json.bytes, isMandatory: false)
    }
}
