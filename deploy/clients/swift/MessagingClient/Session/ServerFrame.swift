import Contracts

/// What the service says over a WebSocket. Members that are not known here are left alone, so that a newer service can be understood.
public enum ServerFrame: Sendable {
    /// The session is open: everything after the cursor follows.
    case welcome(Welcome)
    /// A message; without a position it is on its way to be stored.
    case message(Message, Position?)
    /// Everything up to there has been delivered.
    case cursor(Position)
    /// So many records between two positions were left out: they are in the history.
    case gap(count: Int, from: Position, to: Position)
    /// What was sent is with the broker; no message where it went to a list.
    case accepted(id: String, MessageID?)
    /// What was sent will not be delivered.
    case refused(MessageRefusal)
    /// The session ends, and the client is to come back after so many milliseconds.
    case bye(reason: String, reconnectIn: Int64)
    /// Edits, deletions, conversations, settings, receipts, presence …: the type, and the object as it came.
    case other(String, JSONObject)

    /// The greeting of the service.
    public struct Welcome: Hashable, Sendable {
        /// The session's name in logs.
        public var session: String
        /// Whom the token names.
        public var person: PartyID
        /// Where the session begins.
        public var cursor: Position
        /// How far the log reaches.
        public var head: Position
    }
}

/// Why something was not sent.
public struct MessageRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// The sender's own id of it; nil where it could not be read.
    public var id: String?
    /// The documented code.
    public var code: String
    /// One sentence for a person.
    public var message: String
    /// The field that is to blame; nil where no single one is.
    public var field: String?

    public var description: String { "\(code): \(message)" }
}

extension ServerFrame {
    /// Reads a text message.
    ///
    /// - Throws: what is wrong with it.
    public init(_ bytes: [UInt8]) throws(CommandError) {
        let value: JSONValue
        do {
            value = try JSONReader.read(bytes)
        } catch {
            throw CommandError(.malformedJSON, "\(error)")
        }
        guard case .object(let object) = value else {
            throw CommandError(.malformedJSON, "a frame must be a JSON object")
        }
        var fields = FieldReader(object)
        self = try Self.read(try fields.present(fields.text("type", maximum: 64), "type"), &fields, object)
    }

    private static func read(
        _ type: String, _ fields: inout FieldReader, _ object: JSONObject
    ) throws(CommandError) -> ServerFrame {
        switch type {
        case "welcome":
            return .welcome(
                Welcome(
                    session: try fields.present(fields.text("session", maximum: 128), "session"),
                    person: try fields.present(fields.party("person"), "person"),
                    cursor: try fields.present(fields.position("cursor"), "cursor"),
                    head: try fields.present(fields.position("head"), "head")))
        case "message":
            let message = try Message(reading: &fields)
            return .message(message, try fields.position("position"))
        case "cursor": return .cursor(try fields.present(fields.position("cursor"), "cursor"))
        case "gap":
            let count = try fields.present(fields.integer("count", in: 0...Int64.max), "count")
            return .gap(
                count: Int(count), from: try fields.present(fields.position("from"), "from"),
                to: try fields.present(fields.position("to"), "to"))
        case "accepted":
            let id = try fields.present(fields.text("id", maximum: MessageID.longestSenderID), "id")
            return .accepted(id: id, try fields.message("message"))
        case "refused":
            return .refused(
                MessageRefusal(
                    id: try fields.text("id", maximum: MessageID.longestSenderID),
                    code: try fields.present(fields.text("code", maximum: 64), "code"),
                    message: try fields.text("message", maximum: 4_096) ?? "",
                    field: try fields.text("field", maximum: 512)))
        case "bye":
            return .bye(
                reason: try fields.text("reason", maximum: 4_096) ?? "",
                reconnectIn: try fields.integer("reconnect_in_ms", in: 0...Int64.max) ?? 0)
        default: return .other(type, object)
        }
    }
}
