import Contracts

/// What a client says over its WebSocket: JSON objects with a `type`.
public enum ClientFrame {
    /// The first thing that is said.
    ///
    /// - Parameters:
    ///   - token: who says it.
    ///   - device: which of the person's devices, 1 to 64 bytes.
    ///   - cursor: where it goes on; nil for where the device last acknowledged, or for from now on.
    public static func hello(token: String?, device: String, cursor: Position? = nil) -> [UInt8] {
        object("hello") { json in
            if let token { json.member("token", token) }
            json.member("device", device)
            if let cursor { json.member("cursor", cursor.description) }
        }
    }

    /// Sends a message; answered by `accepted` or `refused` under its id.
    public static func send(_ draft: MessageDraft) -> [UInt8] {
        object("send", capacity: 192 + draft.body.utf8.count) { draft.writeMembers(to: &$0) }
    }

    /// Says that everything up to there has arrived.
    public static func acknowledge(_ cursor: Position) -> [UInt8] {
        object("ack") { $0.member("cursor", cursor.description) }
    }

    /// Says that a conversation has been read up to there.
    public static func read(_ conversation: ConversationID, upTo cursor: Position) -> [UInt8] {
        object("read") { json in
            json.member("conversation", conversation.text)
            json.member("cursor", cursor.description)
        }
    }

    private static func object(
        _ type: String, capacity: Int = 160, _ body: (inout JSONWriter) -> Void
    ) -> [UInt8] {
        var json = JSONWriter(capacity: capacity)
        json.beginObject()
        json.member("type", type)
        body(&json)
        json.endObject()
        return json.bytes
    }
}
