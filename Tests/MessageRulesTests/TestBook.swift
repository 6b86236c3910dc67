import Contracts
import MessageRules

/// A book that commands are submitted to one by one, as different people.
struct TestBook {
    static let now = Timestamp(microseconds: 1_800_000_000_000_000)

    var book = MessageBook(now: now)
    private var sent = 0

    init(_ book: MessageBook = MessageBook(now: now)) { self.book = book }

    /// Submits a command under an id of its own, unless one is given.
    mutating func submit(
        _ command: any Command, as actor: Actor? = nil, id: String? = nil, deadline: Timestamp? = nil
    ) -> MessageOutcome {
        sent += 1
        return book.submit(.test(command, as: actor, id: id ?? "own-\(sent)", deadline: deadline))
    }

    /// The code with which a command is refused or rejected; nil where it is carried out.
    mutating func code(_ command: any Command, as actor: Actor? = nil) -> ErrorCode? {
        switch submit(command, as: actor).status {
        case .committed, .replayed: nil
        case .refused(let error), .rejected(let error): error.code
        }
    }
}

extension MessageSubmission {
    static func test(
        _ command: any Command, as actor: Actor?, id: String, deadline: Timestamp? = nil
    ) -> MessageSubmission {
        let envelope = CommandEnvelope(
            key: CommandKey(subject: "broker:test", messageID: id), proof: .broker,
            common: CommonFields(actor: actor, deadline: deadline), trace: nil, command: command)
        let content = envelope.content()
        // Not a cryptographic digest, and none is needed here.
        var state: UInt64 = 14_695_981_039_346_656_037
        for byte in Fingerprint.preimage(type: envelope.type, content: content) {
            state = (state ^ UInt64(byte)) &* 1_099_511_628_211
        }
        let digest = (0..<32).map { UInt8(truncatingIfNeeded: (state &* UInt64($0 + 1)) >> 24) }
        return MessageSubmission(
            envelope: envelope, fingerprint: Fingerprint(type: envelope.type, content: content, digest: digest))
    }
}

/// Names for tests.
func person(_ name: String) throws -> PartyID { try made(PartyID(text: name)) }
func group(_ name: String) throws -> ConversationID { try made(ConversationID(text: name)) }
func topic(_ name: String) throws -> TopicName { try made(TopicName(text: name)) }

private func made<Value>(_ value: Value?) throws -> Value {
    guard let value else { throw CommandError(.invalidField, "the test's own name is wrong") }
    return value
}

extension Actor {
    /// A person who uses the marketplace.
    static func user(_ id: PartyID) -> Actor { Actor(id: id, role: .user) }
}
