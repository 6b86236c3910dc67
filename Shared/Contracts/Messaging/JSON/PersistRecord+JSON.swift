extension PersistRecord {
    private enum Kind: String, CaseIterable {
        case message, edit, deletion, marker
    }

    init(reading fields: inout FieldReader) throws(CommandError) {
        switch try fields.present(fields.choice("record", of: Kind.self), "record") {
        case .message: self = .message(try Message(reading: &fields))
        case .edit: self = .amendment(.edit(try MessageEdit(reading: &fields)))
        case .deletion: self = .amendment(.deletion(try MessageDeletion(reading: &fields)))
        case .marker: self = .marker(try Marker(reading: &fields))
        }
        guard hasBody else { throw fields.invalid("body", "is required", .missingField) }
        try fields.finish()
    }

    /// Only what is stored already can have lost its body.
    private var hasBody: Bool {
        switch self {
        case .message(let message): !message.body.isEmpty
        case .amendment(.edit(let edit)): !edit.body.isEmpty
        case .amendment(.deletion), .marker: true
        }
    }

    /// Writes the record as a JSON object.
    public func write(to json: inout JSONWriter) {
        json.beginObject()
        switch self {
        case .message(let message):
            json.member("record", Kind.message.rawValue)
            message.writeMembers(to: &json)
        case .amendment(.edit(let edit)):
            json.member("record", Kind.edit.rawValue)
            edit.writeMembers(to: &json)
        case .amendment(.deletion(let deletion)):
            json.member("record", Kind.deletion.rawValue)
            deletion.writeMembers(to: &json)
        case .marker(let marker):
            json.member("record", Kind.marker.rawValue)
            marker.writeMembers(to: &json)
        }
        json.endObject()
    }
}

extension PersistBatch {
    /// Reads a message of `messaging.persist`.
    ///
    /// - Throws: the first rule that it breaks; nothing of it may then be stored.
    public init(body: [UInt8]) throws(CommandError) {
        var fields = try Self.fields(of: body, limit: Self.maximumBytes)
        instance = try fields.present(fields.text("instance", maximum: 64), "instance")
        let readers = try fields.present(fields.objects("records", count: 1...Self.longest), "records")
        try fields.finish()
        records = []
        records.reserveCapacity(readers.count)
        for var reader in readers { records.append(try PersistRecord(reading: &reader)) }
    }

    /// The message's body.
    public func body() -> [UInt8] {
        var json = JSONWriter(capacity: 256 * (records.count + 1))
        json.beginObject()
        json.member("instance", instance)
        json.key("records")
        json.beginArray()
        for record in records { record.write(to: &json) }
        json.endArray()
        json.endObject()
        return json.bytes
    }

    /// Opens the JSON object of a message between the two services, which trust each other's sizes more than those of strangers.
    static func fields(of body: [UInt8], limit: Int) throws(CommandError) -> FieldReader {
        let value: JSONValue
        do {
            // A conversation of a thousand members has three thousand values: bytes are the bound here, and every value has two.
            value = try JSONReader.read(body, limits: JSONReader.Limits(bytes: limit, depth: 8, values: limit / 2))
        } catch {
            throw CommandError(jsonError: error)
        }
        guard case .object(let object) = value else {
            throw CommandError(.malformedJSON, "the body must be a JSON object")
        }
        return FieldReader(object)
    }
}
