/// A query with what travels around it: who asks under which id, who acts, and from where on.
public struct QueryEnvelope: Sendable {
    /// The most bytes of a query message's body.
    public static let maximumBytes = 64 << 10

    /// The asker's own id of the message; told in the reply and kept nowhere.
    public let messageID: String
    /// The authenticated asker.
    public let subject: Subject
    /// Who acts; the asker itself where it is nil.
    public let actor: Actor?
    /// The query itself.
    public let query: any Query
    /// Where the page before ended; nil for the first page and for what has no pages.
    public let cursor: Cursor?

    /// The name of the query's type.
    public var type: String { Swift.type(of: query).type }

    /// Joins a query with what travels around it.
    public init(
        messageID: String, subject: Subject = .anonymous, actor: Actor? = nil, query: any Query, cursor: Cursor? = nil
    ) {
        self.messageID = messageID
        self.subject = subject
        self.actor = actor
        self.query = query
        self.cursor = cursor
    }

    /// The JSON body that a client sends.
    public static func body(of query: any Query, actor: Actor? = nil) -> [UInt8] {
        var fields = FieldWriter(showsSecrets: true)
        query.write(to: &fields)
        fields.actor("actor", actor)
        return fields.finish()
    }

    /// Reads a message: plain JSON with the AMQP properties `message_id` and `type`.
    ///
    /// - Parameters:
    ///   - subject: the authenticated asker.
    ///   - find: which types there are.
    /// - Throws: the first rule that the message breaks.
    public static func read(
        _ message: IncomingMessage, from subject: Subject,
        among find: (String) -> (any Query.Type)? = QueryCatalog.type(named:)
    ) throws(CommandError) -> QueryEnvelope {
        guard message.body.count <= maximumBytes else {
            throw CommandError(.messageTooLarge, "a query message has at most \(maximumBytes) bytes")
        }
        try CommandMessage.check(encoding: message.contentEncoding)
        var fields = try CommandMessage.fields(of: message.body, depth: CommandMessage.Limits().depth)
        let messageID = try CommandMessage.messageID(message.messageID)
        guard let name = message.type else { throw CommandError(.missingField, "type is required", field: "type") }
        guard let type = find(name) else {
            throw CommandError(.unknownType, "\"\(name.prefix(64))\" is not a type of query", field: "type")
        }
        let query = try type.init(reading: &fields)
        let actor = try fields.actor("actor")
        try fields.finish()
        return QueryEnvelope(
            messageID: messageID, subject: subject, actor: actor, query: query, cursor: try cursor(of: query))
    }

    private static func cursor(of query: any Query) throws(CommandError) -> Cursor? {
        guard let query = query as? any PagedQuery, let text = query.page.cursor else { return nil }
        guard let cursor = Cursor(text: text, for: query) else {
            throw CommandError(.invalidField, "cursor must be the next_cursor of the same query", field: "cursor")
        }
        return cursor
    }
}
