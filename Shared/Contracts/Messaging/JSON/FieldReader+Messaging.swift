extension FieldReader {
    /// Takes a conversation's name.
    public mutating func conversation(_ name: String) throws(CommandError) -> ConversationID? {
        try named(name, "must be 1 to 64 characters of A-Z a-z 0-9 . _ : @ -") { ConversationID(text: $0) }
    }

    /// Takes a topic's name.
    public mutating func topic(_ name: String) throws(CommandError) -> TopicName? {
        try named(name, "must be 1 to 64 characters of A-Z a-z 0-9 . _ : @ -") { TopicName(text: $0) }
    }

    /// Takes a message's id.
    public mutating func message(_ name: String) throws(CommandError) -> MessageID? {
        try named(name, "must be the id of a message: msg_ and 32 hexadecimal digits") { MessageID(text: $0) }
    }

    /// Takes a stream's name.
    public mutating func stream(_ name: String) throws(CommandError) -> MessageStream? {
        try named(name, "must be c:, i: or t: and a name, or all") { MessageStream(text: $0) }
    }

    /// Takes an array of words of a closed list, without repetitions.
    public mutating func choices<Choice: RawRepresentable & CaseIterable & Hashable>(
        _ name: String, of _: Choice.Type
    ) throws(CommandError) -> [Choice]? where Choice.RawValue == String {
        let words = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        return try names(name, count: 0...Choice.allCases.count, rule: "must be one of \(words)") {
            Choice(rawValue: $0)
        }
    }

    /// Takes an array of names, without repetitions.
    public mutating func names<Name: Hashable>(
        _ name: String, count range: ClosedRange<Int>,
        rule: String = "must be 1 to 64 characters of A-Z a-z 0-9 . _ : @ -",
        _ make: (String) -> Name?
    ) throws(CommandError) -> [Name]? {
        guard let values = try values(name, count: range) else { return nil }
        var names: [Name] = []
        var seen: Set<Name> = []
        for (index, value) in values.enumerated() {
            guard case .string(let text) = value, let made = make(text) else {
                throw invalid("\(name)[\(index)]", rule)
            }
            guard seen.insert(made).inserted else { throw invalid("\(name)[\(index)]", "is there twice") }
            names.append(made)
        }
        return names
    }

    private mutating func named<Name>(
        _ name: String, _ rule: String, _ make: (String) -> Name?
    ) throws(CommandError) -> Name? {
        guard let value = value(name) else { return nil }
        guard case .string(let text) = value, let made = make(text) else { throw invalid(name, rule) }
        return made
    }
}
