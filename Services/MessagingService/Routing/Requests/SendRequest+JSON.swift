import Contracts

extension SendRequest {
    /// Reads a request, to the last field.
    ///
    /// - Parameter mostPeople: how long a list may be: ``mostPeople`` from the broker, ``longestList`` at a door that splits it.
    /// - Throws: the first rule that it breaks.
    public init(
        reading fields: inout FieldReader, mostPeople: Int = SendRequest.mostPeople
    ) throws(CommandError) {
        id = try fields.present(fields.text("id", maximum: MessageID.longestSenderID), "id")
        destination = try Self.destination(in: &fields, mostPeople: mostPeople)
        kind = try fields.choice("kind", of: Message.Kind.self) ?? destination.defaultKind
        body = try Self.body(in: &fields)
        priority = try fields.choice("priority", of: MessagePriority.self) ?? .normal
        metadata = try fields.metadata("metadata") ?? []
        expiresIn = try fields.integer("expires_in", in: 1...Self.longestLife)
        onBehalfOf = try fields.party("from")
        try fields.finish()
        switch (destination, kind) {
        case (.conversation, .notification):
            throw fields.invalid("kind", "must be chat in a conversation")
        case (.topic, .chat), (.everyone, .chat), (.people, .chat):
            throw fields.invalid("kind", "must be notification to a topic, a list or everyone")
        default: break
        }
    }

    /// Reads a request from a JSON object.
    public init(body: [UInt8], mostPeople: Int = SendRequest.mostPeople) throws(CommandError) {
        var fields = try Self.fields(of: body)
        try self.init(reading: &fields, mostPeople: mostPeople)
    }

    /// Reads `{"messages": […]}`: each for itself, so that one that is wrong does not stop the others.
    ///
    /// - Throws: what is wrong with the whole.
    public static func bulk(body: [UInt8]) throws(CommandError) -> [Result<SendRequest, CommandError>] {
        var fields = try Self.fields(of: body)
        let readers = try fields.present(fields.objects("messages", count: 1...mostPeople), "messages")
        try fields.finish()
        return readers.map { reader in
            var reader = reader
            return Result { () throws(CommandError) in try SendRequest(reading: &reader) }
        }
    }

    /// Writes the request as the JSON object that ``init(reading:mostPeople:)`` reads.
    public func write(to json: inout JSONWriter) {
        json.beginObject()
        json.member("id", id)
        json.key("to")
        json.beginObject()
        switch destination {
        case .conversation(let id): json.member("conversation", id.text)
        case .person(let person): json.member("person", person.text)
        case .topic(let topic): json.member("topic", topic.text)
        case .everyone:
            json.key("everyone")
            json.bool(true)
        case .people(let people):
            json.key("people")
            json.beginArray()
            for person in people { json.string(person.text) }
            json.endArray()
        }
        json.endObject()
        json.member("kind", kind.rawValue)
        json.member("body", body)
        json.member("priority", priority.rawValue)
        if !metadata.isEmpty {
            json.key("metadata")
            json.beginObject()
            for pair in metadata { json.member(pair.key, pair.value) }
            json.endObject()
        }
        if let expiresIn {
            json.key("expires_in")
            json.int(expiresIn)
        }
        if let onBehalfOf { json.member("from", onBehalfOf.text) }
        json.endObject()
    }

    /// Takes the body of a message or an edit.
    static func body(in fields: inout FieldReader) throws(CommandError) -> String {
        let value = try fields.present(fields.value("body"), "body")
        guard case .string(let text) = value, !text.isEmpty else {
            throw fields.invalid("body", "must be a text of 1 to \(Message.longestBody) bytes")
        }
        guard text.utf8.count <= Message.longestBody else {
            throw fields.invalid("body", "must not be longer than \(Message.longestBody) bytes", .messageTooLarge)
        }
        return text
    }

    /// Takes `to`: an object with one member.
    static func destination(
        in fields: inout FieldReader, mostPeople: Int
    ) throws(CommandError) -> Destination {
        var to = try fields.present(fields.object("to"), "to")
        var found: [Destination] = []
        if let id = try to.conversation("conversation") { found.append(.conversation(id)) }
        if let person = try to.party("person") { found.append(.person(person)) }
        if let topic = try to.topic("topic") { found.append(.topic(topic)) }
        if let flag = try to.flag("everyone") {
            guard flag else { throw to.invalid("everyone", "must be true where it is there") }
            found.append(.everyone)
        }
        if let people = try to.names("people", count: 1...mostPeople, { PartyID(text: $0) }) {
            found.append(.people(people))
        }
        try to.finish()
        guard found.count == 1, let destination = found.first else {
            throw fields.invalid("to", "must name one of conversation, person, topic, everyone, people")
        }
        return destination
    }

    private static func fields(of body: [UInt8]) throws(CommandError) -> FieldReader {
        let value: JSONValue
        do {
            // A list of the greatest length and the longest names.
            value = try JSONReader.read(body, limits: JSONReader.Limits(bytes: 8 << 20, depth: 8))
        } catch {
            throw CommandError(jsonError: error)
        }
        guard case .object(let object) = value else {
            throw CommandError(.malformedJSON, "the body must be a JSON object")
        }
        return FieldReader(object)
    }
}
