/// Gives a conversation another title; its owners and operators may.
public struct ConversationUpdate: Command {
    public static let type = "conversation.update"
    public static let allowed = Set<Role>.peopleAndOperators

    /// Which conversation.
    public var id: ConversationID

    /// Its name for people from now on; 1 to 256 bytes.
    public var title: String

    /// Makes a command.
    public init(id: ConversationID, title: String) {
        self.id = id
        self.title = title
    }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        id = try fields.present(fields.group("id"), "id")
        title = try fields.present(fields.text("title", maximum: Conversation.longestTitle), "title")
    }

    public func write(to fields: inout FieldWriter) {
        fields.text("id", id.text)
        fields.text("title", title)
    }
}
