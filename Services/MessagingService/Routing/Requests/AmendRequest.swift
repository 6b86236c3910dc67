import Contracts

/// What a sender asks to be changed about a message that they sent before.
///
/// It names the message by the sender's own id, so that nobody can name another's.
public struct AmendRequest: Hashable, Sendable {
    /// What is to become of the message.
    public enum Change: Hashable, Sendable {
        /// The number counts the sender's edits of this message from 1: of several the highest counts.
        case edit(number: Int64, body: String)
        case delete
    }

    /// The sender's own id of the message.
    public var id: String
    /// Where the message went.
    public var destination: SendRequest.Destination
    /// What it was; a notification to a person is in their inbox, a chat in the conversation of the two.
    public var kind: Message.Kind
    /// What is to become of it.
    public var change: Change
    /// In whose name; as of ``SendRequest/onBehalfOf``.
    public var onBehalfOf: PartyID?

    /// Makes a request.
    public init(
        id: String, to destination: SendRequest.Destination, kind: Message.Kind? = nil, change: Change,
        onBehalfOf: PartyID? = nil
    ) {
        self.id = id
        self.destination = destination
        self.kind = kind ?? destination.defaultKind
        self.change = change
        self.onBehalfOf = onBehalfOf
    }

    /// Reads an edit: `id`, `to`, `kind`, `number`, `body`, `from`.
    public init(edit fields: inout FieldReader) throws(CommandError) {
        let number = try fields.present(fields.integer("number", in: 1...1_000_000), "number")
        let body = try SendRequest.body(in: &fields)
        try self.init(reading: &fields, .edit(number: number, body: body))
    }

    /// Reads a deletion: `id`, `to`, `kind`, `from`.
    public init(deletion fields: inout FieldReader) throws(CommandError) {
        try self.init(reading: &fields, .delete)
    }

    private init(reading fields: inout FieldReader, _ change: Change) throws(CommandError) {
        id = try fields.present(fields.text("id", maximum: MessageID.longestSenderID), "id")
        destination = try SendRequest.destination(in: &fields, mostPeople: 1)
        kind = try fields.choice("kind", of: Message.Kind.self) ?? destination.defaultKind
        onBehalfOf = try fields.party("from")
        self.change = change
        try fields.finish()
    }
}
