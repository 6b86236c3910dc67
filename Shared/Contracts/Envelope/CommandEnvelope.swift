/// A command with what travels around it: who sent it under which id, who acts, until when, in which trace.
public struct CommandEnvelope: Sendable {
    /// Under which key its outcome is kept.
    public let key: CommandKey
    /// How the sender was proven.
    public let proof: Proof
    /// The fields that every command may have.
    public let common: CommonFields
    /// The trace that it belongs to.
    public let trace: TraceContext?
    /// The command itself.
    public let command: any Command

    /// Joins a command with what travels around it.
    public init(key: CommandKey, proof: Proof, common: CommonFields, trace: TraceContext?, command: any Command) {
        self.key = key
        self.proof = proof
        self.common = common
        self.trace = trace
        self.command = command
    }

    /// The name of the command's type.
    public var type: String { Swift.type(of: command).type }

    /// The content that a repeated message id is held against: the command's own fields, the actor, the expected version, the metadata.
    ///
    /// Secrets are masked in it, so two that share a mask are the same content here; the ledger compares them by itself.
    public func content() -> FieldWriter {
        var writer = FieldWriter(showsSecrets: false)
        command.write(to: &writer)
        common.writeContent(to: &writer)
        _ = writer.finish()
        return writer
    }

    /// The JSON body that a client sends, secrets included.
    public func body() -> [UInt8] {
        var writer = FieldWriter(showsSecrets: true)
        command.write(to: &writer)
        common.writeContent(to: &writer)
        common.writeDelivery(to: &writer)
        return writer.finish()
    }

    /// Reads a command's body, or a member of a batch message.
    ///
    /// - Parameters:
    ///   - place: where in the message the fields stand. Only errors of reading tell it: what the ledger finds wrong is stored, and must not
    ///     depend on the form in which the command came.
    ///   - catalog: the types that are known where the message came.
    public init(
        type name: String, messageID: String, fields: FieldReader, placedAt place: String? = nil, subject: Subject,
        traceparent: String?, in catalog: CommandCatalog = .ledger
    ) throws(CommandError) {
        guard let type = catalog.type(named: name) else {
            throw CommandError(.unknownType, "\"\(name.prefix(64))\" is not a type of command", field: "type")
        }
        var fields = fields
        do throws(CommandError) {
            command = try type.init(reading: &fields)
            common = try CommonFields(reading: &fields, isConditional: type.isConditional)
            try fields.finish()
        } catch {
            throw place.map { error.within($0) } ?? error
        }
        key = CommandKey(subject: subject.text, messageID: messageID)
        proof = subject.proof
        trace = (common.traceparent ?? traceparent).flatMap { TraceContext(traceparent: $0) }
    }
}
