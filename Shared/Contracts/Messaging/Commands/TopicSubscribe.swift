/// Makes a person hear what is told to a topic; who hears it already goes on.
public struct TopicSubscribe: Command {
    public static let type = "topic.subscribe"
    public static let allowed = Set<Role>.peopleAndOperators

    /// Whose choice it is.
    public var person: PartyID

    /// Which topic; it need not have been spoken of before.
    public var topic: TopicName

    /// Makes a command.
    public init(person: PartyID, topic: TopicName) {
        self.person = person
        self.topic = topic
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        person = try fields.present(fields.party("person"), "person")
        topic = try fields.present(fields.topic("topic"), "topic")
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("person", person.text)
        fields.text("topic", topic.text)
    }
}
