extension Conversation {
    /// Reads the members that ``writeMembers(to:)`` writes; the caller finishes the reader.
    public init(reading fields: inout FieldReader) throws(CommandError) {
        id = try fields.present(fields.conversation("id"), "id")
        version = try fields.present(fields.integer("version", in: 0...Int64.max), "version")
        title = try fields.text("title", maximum: 256)
        let pairs = try fields.present(fields.members("members", count: 0...Self.mostMembers), "members")
        members = Dictionary(uniqueKeysWithValues: pairs.map { ($0.person, $0.role) })
    }

    /// Writes the members of the JSON object that the caller has begun.
    public func writeMembers(to json: inout JSONWriter) {
        json.member("id", id.text)
        json.key("version")
        json.quotedInt(version)
        if let title { json.member("title", title) }
        json.key("members")
        json.beginArray()
        for (person, role) in members.sorted(by: { $0.key < $1.key }) {
            json.beginObject()
            json.member("person", person.text)
            json.member("role", role.rawValue)
            json.endObject()
        }
        json.endArray()
    }
}

extension FieldReader {
    /// Takes an array of `{"person": …, "role": …}` without repetitions; the role of a member where none is said.
    mutating func members(
        _ name: String, count: ClosedRange<Int>
    ) throws(CommandError) -> [Conversation.Member]? {
        guard let readers = try objects(name, count: count) else { return nil }
        var members: [Conversation.Member] = []
        members.reserveCapacity(readers.count)
        var seen: Set<PartyID> = []
        for var reader in readers {
            let person = try reader.present(reader.party("person"), "person")
            guard seen.insert(person).inserted else { throw reader.invalid("person", "is there twice") }
            let role = try reader.choice("role", of: Conversation.MemberRole.self) ?? .member
            try reader.finish()
            members.append(Conversation.Member(person: person, role: role))
        }
        return members
    }
}
