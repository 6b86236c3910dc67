/// Lets the direct messages of somebody through again.
public struct BlockRemove: Command {
    public static let type = "block.remove"
    public static let allowed = Set<Role>.peopleAndOperators

    /// Whose choice it is.
    public var person: PartyID

    /// Whose messages may come again; whether they were kept away or not.
    public var blocked: PartyID

    /// Makes a command.
    public init(person: PartyID, blocked: PartyID) {
        self.person = person
        self.blocked = blocked
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        person = try fields.present(fields.party("person"), "person")
        blocked = try fields.present(fields.party("blocked"), "blocked")
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("person", person.text)
        fields.text("blocked", blocked.text)
    }
}
