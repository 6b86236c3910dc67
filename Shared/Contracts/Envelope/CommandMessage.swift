/// What a command message holds once it has been read: one command, or a batch of them.
public enum CommandMessage: Sendable {
    /// One command.
    case single(CommandEnvelope)
    /// Commands that stand or fall each by itself; a member that cannot be read does not hinder the others.
    case independent([Result<CommandEnvelope, MemberError>])
    /// Commands that are carried out together or not at all.
    case linked([CommandEnvelope])

    /// The most commands in one message.
    public static let maximumBatch = 1_000

    /// Why one member of a batch could not be read.
    public struct MemberError: Error, Hashable, Sendable {
        /// The member's message id.
        public let messageID: String
        /// What is wrong with it.
        public let error: CommandError
    }

    /// What bounds a message.
    public struct Limits: Sendable {
        /// The most bytes in a body.
        public var bytes: Int
        /// The deepest nesting of objects and arrays.
        public var depth: Int

        /// Makes limits; 512 KiB and a depth of 12 where nothing is said.
        public init(bytes: Int = 512 << 10, depth: Int = 12) {
            self.bytes = bytes
            self.depth = depth
        }
    }
}

extension CommandMessage {
    /// Reads a message in any of its forms: plain JSON, CloudEvents with `ce-` headers, CloudEvents structured.
    ///
    /// - Parameters:
    ///   - subject: the authenticated sender.
    ///   - limits: what is too large.
    ///   - catalog: the types that are known where the message came.
    /// - Throws: the first rule that the message breaks; nothing of it may then be carried out.
    public static func read(
        _ message: IncomingMessage, from subject: Subject, limits: Limits = Limits(),
        in catalog: CommandCatalog = .ledger
    ) throws(CommandError) -> CommandMessage {
        guard message.body.count <= limits.bytes else {
            throw CommandError(.messageTooLarge, "a command message has at most \(limits.bytes) bytes")
        }
        try check(encoding: message.contentEncoding)
        var fields = try Self.fields(of: message.body, depth: limits.depth)
        var messageID = message.messageID ?? message.cloudEventAttribute("id")
        var type = message.type ?? message.cloudEventAttribute("type")
        var traceparent = message.headers["traceparent"] ?? message.cloudEventAttribute("traceparent")
        var place: String?
        if message.contentType?.lowercased().hasPrefix("application/cloudevents+json") == true {
            let event = try StructuredEvent(reading: &fields)
            messageID = event.id
            type = event.type
            traceparent = event.traceparent ?? traceparent
            fields = event.data.rooted()
            place = "data"
        }
        let id = try Self.messageID(messageID)
        guard let type else { throw CommandError(.missingField, "type is required", field: "type") }
        guard type != "batch" else {
            return try batch(id: id, fields: fields, subject: subject, traceparent: traceparent, in: catalog)
        }
        return .single(
            try CommandEnvelope(
                type: type, messageID: id, fields: fields, placedAt: place, subject: subject, traceparent: traceparent,
                in: catalog))
    }

    static func check(encoding: String?) throws(CommandError) {
        guard let encoding, !["utf-8", "utf8", "identity"].contains(encoding.lowercased()) else { return }
        throw CommandError(.unsupportedContent, "content_encoding must be absent or utf-8", field: "content_encoding")
    }

    static func messageID(_ text: String?) throws(CommandError) -> String {
        guard let text else { throw CommandError(.missingField, "message_id is required", field: "message_id") }
        guard (1...CommandKey.maximumLength).contains(text.utf8.count), !text.utf8.contains(0) else {
            throw CommandError(
                .invalidField, "message_id must have 1 to \(CommandKey.maximumLength) bytes", field: "message_id")
        }
        return text
    }

    static func fields(of body: [UInt8], depth: Int) throws(CommandError) -> FieldReader {
        let value: JSONValue
        do {
            value = try JSONReader.read(body, limits: JSONReader.Limits(depth: depth))
        } catch {
            throw CommandError(jsonError: error)
        }
        guard case .object(let object) = value else {
            throw CommandError(.malformedJSON, "the body must be a JSON object")
        }
        return FieldReader(object)
    }
}

extension CommandError {
    /// Says in the contract's words what is wrong with a JSON text.
    public init(jsonError error: JSONError) {
        let code: ErrorCode =
            switch error.code {
            case .invalidUTF8: .invalidUTF8
            case .nulCharacter: .nulCharacter
            case .duplicateKey: .duplicateKey
            case .tooDeep: .nestingTooDeep
            case .tooLarge: .messageTooLarge
            default: .malformedJSON
            }
        self.init(code, error.description, field: error.path)
    }
}
