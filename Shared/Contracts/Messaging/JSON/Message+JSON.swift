extension Message {
    /// Reads the members that ``writeMembers(to:)`` writes; the caller finishes the reader.
    public init(reading fields: inout FieldReader) throws(CommandError) {
        id = try fields.present(fields.message("id"), "id")
        senderID = try fields.present(fields.text("sender_id", maximum: MessageID.longestSenderID), "sender_id")
        sender = try fields.present(fields.party("sender"), "sender")
        stream = try fields.present(fields.stream("stream"), "stream")
        pair = try fields.names("pair", count: 2...2) { PartyID(text: $0) } ?? []
        kind = try fields.present(fields.choice("kind", of: Kind.self), "kind")
        priority = try fields.present(fields.choice("priority", of: MessagePriority.self), "priority")
        // An encrypted body is longer than what it hides; there is none where the message was taken back or forgotten.
        body = try fields.text("body", maximum: 2 * Self.longestBody) ?? ""
        keyID = try fields.text("key_id", maximum: 64)
        metadata = try fields.metadata("metadata") ?? []
        sentAt = try fields.present(fields.timestamp("sent_at"), "sent_at")
        expiresAt = try fields.timestamp("expires_at")
    }

    /// Writes the members of the JSON object that the caller has begun.
    public func writeMembers(to json: inout JSONWriter) {
        json.member("id", id.text)
        json.member("sender_id", senderID)
        json.member("sender", sender.text)
        json.member("stream", stream.text)
        if !pair.isEmpty { json.member("pair", texts: pair.map(\.text)) }
        json.member("kind", kind.rawValue)
        json.member("priority", priority.rawValue)
        if !body.isEmpty { json.member("body", body) }
        if let keyID { json.member("key_id", keyID) }
        json.member("metadata", metadata)
        json.member("sent_at", sentAt.rfc3339)
        if let expiresAt { json.member("expires_at", expiresAt.rfc3339) }
    }
}
