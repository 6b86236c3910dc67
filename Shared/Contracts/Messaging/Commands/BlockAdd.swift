/// Keeps the direct messages of somebody from a person; who is blocked already stays so.
public struct BlockAdd: Command {
    public static let type = "block.add"
    public static let allowed = Set<Role>.peopleAndOperators

    /// Whose choice it is.
    public var person: PartyID

    /// Whose messages are not to come any more; not the person itself.
    public var blocked: PartyID

    /// Makes a command.
    public init(person: PartyID, blocked: PartyID) {
        self.person = person
        self.blocked = blocked
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        person = try fields.present(fields.party("person"), "person")
        blocked = try fields.present(fields.party("blocked"), "blocked")
        guard blocked != person else { throw fields.invalid("blocked", "must be somebody else than person") }
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("person", person.text)
        fields.text("blocked", blocked.text)
    }
}
