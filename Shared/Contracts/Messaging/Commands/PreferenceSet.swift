/// Changes how a person is told of things; what is left out stays as it is.
public struct PreferenceSet: Command {
    public static let type = "preference.set"
    public static let allowed = Set<Role>.peopleAndOperators

    /// Whose preferences.
    public var person: PartyID

    /// All conversations that do not notify the person; at most 1,000, each once.
    public var muted: [ConversationID]?

    /// All ways in which the person may be told of what was missed; none of them where it is empty.
    public var channels: [PersonSettings.Channel]?

    /// When the person is not to be disturbed.
    public var quietHours: PersonSettings.QuietHours?

    /// True ends the quiet hours.
    public var removeQuietHours: Bool?

    /// A BCP 47 language tag such as `sw`.
    public var language: String?

    /// Makes a command.
    public init(
        person: PartyID, muted: [ConversationID]? = nil, channels: [PersonSettings.Channel]? = nil,
        quietHours: PersonSettings.QuietHours? = nil, removeQuietHours: Bool? = nil, language: String? = nil
    ) {
        self.person = person
        self.muted = muted
        self.channels = channels
        self.quietHours = quietHours
        self.removeQuietHours = removeQuietHours
        self.language = language
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        person = try fields.present(fields.party("person"), "person")
        muted = try fields.names("muted", count: 0...PersonSettings.mostEntries) { ConversationID(text: $0) }
        channels = try fields.choices("channels", of: PersonSettings.Channel.self)
        quietHours = try PersonSettings.QuietHours(in: &fields)
        removeQuietHours = try fields.flag("remove_quiet_hours")
        language = try fields.language("language")
        if quietHours != nil, removeQuietHours == true {
            throw fields.invalid("remove_quiet_hours", "must be left out where quiet_hours is given")
        }
        guard changesSomething else {
            throw fields.invalid("muted", "or another field that is to be changed is required", .missingField)
        }
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("person", person.text)
        fields.texts("muted", muted.map { $0.sorted().map(\.text) })
        fields.texts("channels", channels.map { $0.map(\.rawValue).sorted() })
        if let quietHours {
            fields.object("quiet_hours") { fields in
                fields.text("from", PersonSettings.QuietHours.text(of: quietHours.from))
                fields.text("to", PersonSettings.QuietHours.text(of: quietHours.to))
                fields.text("time_zone", quietHours.timeZone)
            }
        }
        fields.flag("remove_quiet_hours", removeQuietHours == true ? true : nil)
        fields.text("language", language)
    }

    private var changesSomething: Bool {
        muted != nil || channels != nil || quietHours != nil || removeQuietHours == true || language != nil
    }
}
