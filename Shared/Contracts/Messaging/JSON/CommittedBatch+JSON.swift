extension LogRecord {
    private enum Kind: String, CaseIterable {
        case message, edit, deletion, conversation, person
    }

    /// Reads what ``write(to:)`` writes.
    public init(reading fields: inout FieldReader) throws(CommandError) {
        position = try fields.present(fields.position("position"), "position")
        storedAt = try fields.present(fields.timestamp("stored_at"), "stored_at")
        switch try fields.present(fields.choice("record", of: Kind.self), "record") {
        case .message: content = .message(try Message(reading: &fields))
        case .edit: content = .amendment(.edit(try MessageEdit(reading: &fields)))
        case .deletion: content = .amendment(.deletion(try MessageDeletion(reading: &fields)))
        case .conversation: content = .conversation(try Conversation(reading: &fields))
        case .person: content = .person(try PersonSettings(reading: &fields))
        }
        try fields.finish()
    }

    /// Writes the record as a JSON object.
    public func write(to json: inout JSONWriter) {
        json.beginObject()
        json.member("position", position)
        json.member("stored_at", storedAt.rfc3339)
        json.member("record", kind.rawValue)
        switch content {
        case .message(let message): message.writeMembers(to: &json)
        case .amendment(.edit(let edit)): edit.writeMembers(to: &json)
        case .amendment(.deletion(let deletion)): deletion.writeMembers(to: &json)
        case .conversation(let conversation): conversation.writeMembers(to: &json)
        case .person(let settings): settings.writeMembers(to: &json)
        }
        json.endObject()
    }

    private var kind: Kind {
        switch content {
        case .message: .message
        case .amendment(.edit): .edit
        case .amendment(.deletion): .deletion
        case .conversation: .conversation
        case .person: .person
        }
    }
}

extension CommittedBatch {
    /// The most bytes of an announcement's JSON: a persistence batch with what the commit adds to each record.
    public static let maximumBytes = 4 << 20

    /// Reads a message of `messaging.committed`.
    public init(body: [UInt8]) throws(CommandError) {
        var fields = try PersistBatch.fields(of: body, limit: Self.maximumBytes)
        head = try fields.present(fields.position("head"), "head")
        records = []
        for var reader in try fields.objects("records", count: 0...10_000) ?? [] {
            records.append(try LogRecord(reading: &reader))
        }
        markers = []
        for var reader in try fields.objects("markers", count: 0...10_000) ?? [] {
            markers.append(try Marker(reading: &reader))
            try reader.finish()
        }
        try fields.finish()
    }

    /// The message's body.
    public func body() -> [UInt8] {
        var json = JSONWriter(capacity: 320 * (records.count + 1))
        json.beginObject()
        json.member("head", head)
        json.key("records")
        json.beginArray()
        for record in records { record.write(to: &json) }
        json.endArray()
        if !markers.isEmpty {
            json.key("markers")
            json.beginArray()
            for marker in markers {
                json.beginObject()
                marker.writeMembers(to: &json)
                json.endObject()
            }
            json.endArray()
        }
        json.endObject()
        return json.bytes
    }
}
