import Contracts
import MessageRouting

/// What the service says to one session alone: JSON objects with a `type`, as ``Frame`` is for what many are told.
enum ServerFrame {
    /// The session is open: everything after `cursor` follows.
    static func welcome(_ session: SessionID, _ person: PartyID, cursor: Position, head: Position, heartbeat: Int)
        -> [UInt8]
    {
        object("welcome") { json in
            json.member("session", "s\(session.number)")
            json.member("person", person.text)
            json.member("cursor", cursor.description)
            json.member("head", head.description)
            json.key("heartbeat_seconds")
            json.int(heartbeat)
        }
    }

    /// The broker has the message: it is in a queue or in the database from now on.
    ///
    /// - Parameters:
    ///   - id: the sender's own.
    ///   - message: the one that everybody sees; nil for a list, of which each person gets a message of their own.
    static func accepted(id: String, message: MessageID?) -> [UInt8] {
        object("accepted") { json in
            json.member("id", id)
            if let message { json.member("message", message.text) }
        }
    }

    /// Nothing was sent.
    static func refused(id: String?, _ error: CommandError) -> [UInt8] {
        object("refused") { json in
            if let id { json.member("id", id) }
            json.member("code", error.code.rawValue)
            json.member("message", error.message)
            if let field = error.field { json.member("field", field) }
            json.key("retriable")
            json.bool(error.code.isRetriable)
        }
    }

    static func pong(id: String?) -> [UInt8] {
        object("pong") { json in
            if let id { json.member("id", id) }
        }
    }

    /// The session ends, and its client is asked to come back later.
    static func bye(reason: String, reconnectIn milliseconds: Int) -> [UInt8] {
        object("bye") { json in
            json.member("reason", reason)
            json.key("reconnect_in_ms")
            json.int(milliseconds)
        }
    }

    private static func object(_ type: String, _ body: (inout JSONWriter) -> Void) -> [UInt8] {
        var json = JSONWriter(capacity: 192)
        json.beginObject()
        json.member("type", type)
        body(&json)
        json.endObject()
        return json.bytes
    }
}
