import Contracts

/// What one client is sent: a JSON object, the same over WebSocket, server-sent events and long poll. It is encoded once however many receive it.
public struct Frame: Hashable, Sendable {
    /// The member `type`, which is also the name of a server-sent event.
    public enum Kind: String, CaseIterable, Sendable {
        case message, edit, deletion, conversation, person
        case cursor, gap, receipt, read, typing, presence
    }

    /// What it is.
    public var kind: Kind
    /// Which urgency it has on its way.
    public var priority: MessagePriority
    /// Where it stands in the log; nil for what has no place there, and for a message that is delivered before its commit.
    public var position: Position?
    /// The message that it carries; nil for anything else.
    public var message: MessageID?
    /// From this moment on it is not worth sending; nil for never.
    public var expiresAt: Timestamp?
    /// The JSON object.
    public var json: [UInt8]
}

extension Frame {
    /// A message that is committed at a position, or, without one, is on its way there.
    public init(_ message: Message, at position: Position?) {
        kind = .message
        priority = message.priority
        self.position = position
        self.message = message.id
        expiresAt = message.expiresAt
        json = Self.object(.message, at: position, capacity: 320 + message.body.utf8.count) {
            message.writeMembers(to: &$0)
        }
    }

    /// A record of the log.
    public init(_ record: LogRecord) {
        switch record.content {
        case .message(let message): self.init(message, at: record.position)
        case .amendment(.edit(let edit)):
            self.init(.edit, at: record.position) { json in
                json.member("message", edit.message.text)
                json.member("sender", edit.sender.text)
                json.member("stream", edit.stream.text)
                json.key("number")
                json.quotedInt(edit.number)
                json.member("body", edit.body)
                if let keyID = edit.keyID { json.member("key_id", keyID) }
                json.member("sent_at", edit.sentAt.rfc3339)
            }
        case .amendment(.deletion(let deletion)):
            self.init(.deletion, at: record.position) { json in
                json.member("message", deletion.message.text)
                json.member("sender", deletion.sender.text)
                json.member("stream", deletion.stream.text)
                json.member("sent_at", deletion.sentAt.rfc3339)
            }
        case .conversation(let conversation):
            self.init(.conversation, at: record.position) { conversation.writeMembers(to: &$0) }
        case .person(let settings):
            self.init(.person, at: record.position) { settings.writeMembers(to: &$0) }
        }
    }

    /// "You have everything up to here."
    public static func cursor(_ position: Position) -> Frame {
        Frame(.cursor, at: nil) { $0.member("cursor", position) }
    }

    /// "So many records from here to there were left out: look them up."
    public static func gap(_ gap: Gap) -> Frame {
        Frame(.gap, at: nil) { json in
            json.key("count")
            json.int(gap.count)
            json.member("from", gap.from)
            json.member("to", gap.to)
        }
    }

    /// A receipt of delivery for the sender, or a read marker for the other members and devices.
    public static func marker(_ marker: Marker) -> Frame {
        switch marker {
        case .delivered(let person, _, let upTo):
            // Which device it was is nobody else's business.
            Frame(.receipt, at: nil) { json in
                json.member("person", person.text)
                json.member("up_to", upTo)
            }
        case .read: Frame(.read, at: nil) { marker.writeMembers(to: &$0) }
        }
    }

    /// Somebody writes in a conversation.
    public static func typing(_ person: PartyID, in conversation: ConversationID) -> Frame {
        Frame(.typing, at: nil) { json in
            json.member("person", person.text)
            json.member("conversation", conversation.text)
        }
    }

    /// Somebody has connected or has left.
    public static func presence(_ person: PartyID, isOnline: Bool) -> Frame {
        Frame(.presence, at: nil) { json in
            json.member("person", person.text)
            json.key("online")
            json.bool(isOnline)
        }
    }

    /// Whether it may be left out at any time and nobody is told.
    public var isSheddable: Bool { kind == .typing || kind == .presence || kind == .receipt || kind == .read }

    private init(_ kind: Kind, at position: Position?, _ write: (inout JSONWriter) -> Void) {
        self.kind = kind
        // What is not a message is short, and makes sense of messages: it goes before them.
        priority = .high
        self.position = position
        json = Self.object(kind, at: position, capacity: 192, write)
    }

    private static func object(
        _ kind: Kind, at position: Position?, capacity: Int, _ write: (inout JSONWriter) -> Void
    ) -> [UInt8] {
        var json = JSONWriter(capacity: capacity)
        json.beginObject()
        json.member("type", kind.rawValue)
        write(&json)
        if let position { json.member("position", position) }
        json.endObject()
        return json.bytes
    }
}
