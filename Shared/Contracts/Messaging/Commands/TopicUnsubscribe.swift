/// Ends that a person hears what is told to a topic.
public struct TopicUnsubscribe: Command {
    public static let type = "topic.unsubscribe"
    public static let allowed = Set<Role>.peopleAndOperators

    /// Whose choice it is.
    public var person: PartyID

    /// Which topic; whether it was heard or not.
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
