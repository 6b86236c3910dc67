extension PersonSettings {
    /// Reads the members that ``writeMembers(to:)`` writes; the caller finishes the reader.
    public init(reading fields: inout FieldReader) throws(CommandError) {
        person = try fields.present(fields.party("person"), "person")
        version = try fields.present(fields.integer("version", in: 0...Int64.max), "version")
        let count = 0...Self.mostEntries
        blocked = Set(try fields.names("blocked", count: count) { PartyID(text: $0) } ?? [])
        topics = Set(try fields.names("topics", count: count) { TopicName(text: $0) } ?? [])
        muted = Set(try fields.names("muted", count: count) { ConversationID(text: $0) } ?? [])
        channels = Set(try fields.choices("channels", of: Channel.self) ?? Channel.allCases)
        quietHours = try QuietHours(in: &fields)
        language = try fields.language("language")
    }

    /// Writes the members of the JSON object that the caller has begun.
    public func writeMembers(to json: inout JSONWriter) {
        json.member("person", person.text)
        json.key("version")
        json.quotedInt(version)
        json.member("blocked", texts: blocked.sorted().map(\.text))
        json.member("topics", texts: topics.sorted().map(\.text))
        json.member("muted", texts: muted.sorted().map(\.text))
        json.member("channels", texts: channels.map(\.rawValue).sorted())
        if let quietHours {
            json.key("quiet_hours")
            json.beginObject()
            quietHours.writeMembers(to: &json)
            json.endObject()
        }
        if let language { json.member("language", language) }
    }
}

extension PersonSettings.QuietHours {
    /// Takes `quiet_hours`: from and to as `HH:MM`, and a time zone; nil where they are absent.
    init?(in fields: inout FieldReader) throws(CommandError) {
        guard var hours = try fields.object("quiet_hours") else { return nil }
        from = try Self.minute("from", in: &hours)
        to = try Self.minute("to", in: &hours)
        timeZone = try hours.present(hours.timeZone("time_zone"), "time_zone")
        try hours.finish()
    }

    /// Writes the members of the JSON object that the caller has begun.
    func writeMembers(to json: inout JSONWriter) {
        json.member("from", Self.text(of: from))
        json.member("to", Self.text(of: to))
        json.member("time_zone", timeZone)
    }

    private static func minute(_ name: String, in fields: inout FieldReader) throws(CommandError) -> Int {
        let text = try fields.present(fields.text(name, maximum: 5), name)
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 && $0.first != "+" && $0.first != "-" }),
            let hour = Int(parts[0]),
            let minute = Int(parts[1]), (0...23).contains(hour), (0...59).contains(minute)
        else { throw fields.invalid(name, "must be a time of day such as 22:30") }
        return hour * 60 + minute
    }

    /// `HH:MM` for a minute of the day.
    static func text(of minute: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(two(minute / 60)):\(two(minute % 60))"
    }
}
