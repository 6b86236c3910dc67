/// Conversations by their names; those that do not exist are left out.
public struct ConversationGet: Query {
    public static let type = "conversation.get"
    /// The most conversations of one query.
    public static let longest = 500

    /// Which.
    public var ids: [ConversationID]

    /// Makes a query.
    public init(ids: [ConversationID]) { self.ids = ids }

    public init(reading fields: inout FieldReader) throws(CommandError) {
        ids = try fields.present(fields.names("ids", count: 1...Self.longest) { ConversationID(text: $0) }, "ids")
    }

    public func write(to fields: inout FieldWriter) {
        fields.texts("ids", ids.map(\.text))
    }
}
