/// What a command message asks the ledger to do: the fields of one type of command.
///
/// A type reads itself from JSON, checking all that can be checked without the ledger's state, and writes itself in the one canonical form.
/// What it does to the ledger is told in the `Ledger` module.
public protocol Command: Sendable {
    /// The name that travels in the message's `type` property.
    static var type: String { get }

    /// Whether `expected_version` is a field of it: it then speaks of the account that is named first.
    static var isConditional: Bool { get }

    /// In which roles it may be sent; the roles in `Set<Role>.people` only for what is their own, which the ledger checks.
    static var allowed: Set<Role> { get }

    /// Takes the command's own fields.
    init(reading fields: inout FieldReader) throws(CommandError)

    /// Writes the command's own fields in their canonical form and order.
    func write(to fields: inout FieldWriter)
}

extension Command {
    /// Commands are unconditional unless they say otherwise.
    public static var isConditional: Bool { false }

    /// Commands are the operators' unless they say otherwise.
    public static var allowed: Set<Role> { .operators }
}

/// The fields that every command may have besides its own.
public struct CommonFields: Hashable, Sendable {
    /// Who acts; the sender itself where it is nil.
    public var actor: Actor?
    /// After this moment the command is answered `deadline_exceeded` and does nothing.
    public var deadline: Timestamp?
    /// The version that the account named first must have.
    public var expectedVersion: Int64?
    /// Kept with the transaction and told in its event; sorted by key.
    public var metadata: [MetadataPair]
    /// The trace to which the command belongs, where the body and not a header carries it.
    public var traceparent: String?

    /// Makes a set of common fields.
    public init(
        actor: Actor? = nil, deadline: Timestamp? = nil, expectedVersion: Int64? = nil, metadata: [MetadataPair] = [],
        traceparent: String? = nil
    ) {
        self.actor = actor
        self.deadline = deadline
        self.expectedVersion = expectedVersion
        self.metadata = metadata
        self.traceparent = traceparent
    }

    /// Takes the common fields of a command.
    public init(reading fields: inout FieldReader, isConditional: Bool) throws(CommandError) {
        if var nested = try fields.object("actor") {
            let id = try nested.present(nested.party("id"), "id")
            actor = Actor(id: id, role: try nested.present(nested.choice("role", of: Role.self), "role"))
            try nested.finish()
        }
        deadline = try fields.timestamp("deadline")
        expectedVersion = isConditional ? try fields.integer("expected_version", in: 1...Int64.max) : nil
        metadata = try fields.metadata("metadata") ?? []
        traceparent = try fields.text("traceparent", maximum: 55)
    }

    /// Writes what belongs to the command's content: who acts, on which version, with which metadata.
    public func writeContent(to fields: inout FieldWriter) {
        if let actor {
            fields.object("actor") { fields in
                fields.text("id", actor.id.text)
                fields.text("role", actor.role.rawValue)
            }
        }
        fields.integer("expected_version", expectedVersion)
        fields.metadata("metadata", metadata)
    }

    /// Writes what belongs to one sending of it and not to its content.
    public func writeDelivery(to fields: inout FieldWriter) {
        fields.timestamp("deadline", deadline)
        fields.text("traceparent", traceparent)
    }
}
