import Contracts
import Testing

/// Every command about conversations and settings with all of its fields.
@Suite("Commands of messaging")
struct MessagingCommandTests {
    struct Example: Sendable, CustomTestStringConvertible {
        let type: String
        let body: String
        let required: Set<String>
        var testDescription: String { type }
    }

    static let common = #""actor": {"id": "amina", "role": "user"}, "metadata": {"booking": "BK-1"}"#
    static let all: [Example] = [
        Example(
            type: "conversation.create",
            body: #"{"id": "g", "title": "Lake", "members": [{"person": "amina", "role": "owner"}], \#(common)}"#,
            required: ["id", "members"]),
        Example(
            type: "conversation.update", body: #"{"id": "g", "title": "Lake", \#(common)}"#, required: ["id", "title"]),
        Example(
            type: "conversation.add_members",
            body: #"{"id": "g", "members": [{"person": "ben", "role": "reader"}], \#(common)}"#,
            required: ["id", "members"]),
        Example(
            type: "conversation.remove_members", body: #"{"id": "g", "members": ["ben", "cem"], \#(common)}"#,
            required: ["id", "members"]),
        Example(
            type: "conversation.set_role", body: #"{"id": "g", "person": "ben", "role": "owner", \#(common)}"#,
            required: ["id", "person", "role"]),
        Example(
            type: "block.add", body: #"{"person": "amina", "blocked": "ben", \#(common)}"#,
            required: ["person", "blocked"]),
        Example(
            type: "block.remove", body: #"{"person": "amina", "blocked": "ben", \#(common)}"#,
            required: ["person", "blocked"]),
        Example(
            type: "topic.subscribe", body: #"{"person": "amina", "topic": "news", \#(common)}"#,
            required: ["person", "topic"]),
        Example(
            type: "topic.unsubscribe", body: #"{"person": "amina", "topic": "news", \#(common)}"#,
            required: ["person", "topic"]),
        Example(
            type: "preference.set",
            body:
                #"{"person": "amina", "muted": ["g"], "channels": ["push"], "quiet_hours": {"from": "22:00", "to": "06:30", "time_zone": "Africa/Nairobi"}, "language": "sw", \#(common)}"#,
            required: ["person"]),
    ]

    private func read(_ object: JSONObject, _ type: String) throws(CommandError) -> CommandEnvelope {
        let message = IncomingMessage(body: object.body, messageID: "m", type: type)
        guard case .single(let envelope) = try CommandMessage.read(message, from: .anonymous, in: .messaging) else {
            throw CommandError(.unknownType, "a batch")
        }
        return envelope
    }

    private func error(_ object: JSONObject, _ type: String) -> CommandError? {
        do throws(CommandError) {
            _ = try read(object, type)
            return nil
        } catch {
            return error
        }
    }

    private func error(_ value: JSONValue, _ type: String) -> CommandError? {
        value.asObject.flatMap { error($0, type) }
    }

    private func object(_ example: Example) throws -> JSONObject {
        try #require(try JSONReader.read(Array(example.body.utf8)).asObject)
    }

    @Test("There is an example of every type, and the two catalogs share none")
    func complete() {
        #expect(Self.all.map(\.type) == CommandCatalog.messaging.types.map { $0.type })
        let ledger = Set(CommandCatalog.ledger.types.map { $0.type })
        #expect(ledger.isDisjoint(with: Self.all.map(\.type)))
        for example in Self.all {
            let message = IncomingMessage(body: Array(example.body.utf8), messageID: "m", type: example.type)
            #expect(throws: CommandError.self) { try CommandMessage.read(message, from: .anonymous) }
        }
    }

    @Test("Read and written again it is the same", arguments: all)
    func roundTrip(example: Example) throws {
        let envelope = try read(object(example), example.type)
        #expect(try JSONReader.read(envelope.body()) == .object(object(example)))
    }

    @Test("Without a required field missing_field by name; without another it is read", arguments: all)
    func missing(example: Example) throws {
        let whole = try object(example)
        for member in whole.members {
            let found = error(whole.with(member.key, nil), example.type)
            #expect(found?.field == (example.required.contains(member.key) ? member.key : nil))
            #expect(found == nil || found?.code == .missingField)
        }
    }

    @Test("A field of another kind is refused by its name, and a strange one too", arguments: all)
    func wrongKinds(example: Example) throws {
        let whole = try object(example)
        for member in whole.members {
            for value: JSONValue in [true, -7, "", ["x": 1], [7], .string(String(repeating: "\u{1F4A5}", count: 300))] {
                let found = try #require(error(whole.with(member.key, value), example.type), "\(member.key) = \(value)")
                #expect(found.field?.hasPrefix(member.key) == true, "\(member.key) = \(value): \(found)")
            }
        }
        #expect(error(whole.with("surprise", 1), example.type)?.field == "surprise")
        #expect(error(whole.with("expected_version", "1"), example.type)?.code == .unknownField)
    }

    @Test("No command is about a direct conversation", arguments: all.prefix(5))
    func direct(example: Example) throws {
        let found = try #require(error(object(example).with("id", "dm_0123"), example.type))
        #expect(found.code == .invalidField && found.field == "id")
    }

    @Test("The order of people, of conversations and of channels is no content")
    func order() throws {
        let pairs: [(String, String, String)] = [
            (
                "conversation.create", #"{"id": "g", "members": [{"person": "b"}, {"person": "a", "role": "owner"}]}"#,
                #"{"members": [{"role": "owner", "person": "a"}, {"person": "b", "role": "member"}], "id": "g"}"#
            ),
            (
                "conversation.remove_members", #"{"id": "g", "members": ["b", "a"]}"#,
                #"{"id": "g", "members": ["a", "b"]}"#
            ),
            (
                "preference.set", #"{"person": "a", "muted": ["y", "x"], "channels": ["sms", "email"]}"#,
                #"{"person": "a", "muted": ["x", "y"], "channels": ["email", "sms"], "remove_quiet_hours": false}"#
            ),
        ]
        for (type, one, other) in pairs {
            let contents = try [one, other].map { text in
                try read(#require(try JSONReader.read(Array(text.utf8)).asObject), type).content().bytes
            }
            #expect(contents[0] == contents[1])
        }
    }

    @Test("Combinations that make no sense are refused")
    func combinations() throws {
        #expect(error(["person": "a", "blocked": "a"], "block.add")?.field == "blocked")
        #expect(error(["person": "a"], "preference.set")?.code == .missingField)
        #expect(error(["person": "a", "remove_quiet_hours": false], "preference.set")?.code == .missingField)
        #expect(error(["person": "a", "remove_quiet_hours": true], "preference.set") == nil)
        let hours: JSONValue = ["from": "22:00", "to": "06:00", "time_zone": "UTC"]
        #expect(
            error(["person": "a", "quiet_hours": hours, "remove_quiet_hours": true], "preference.set")?.field
                == "remove_quiet_hours")
        #expect(error(["person": "a", "channels": ["fax"]], "preference.set")?.field == "channels[0]")
        #expect(error(["id": "g", "members": ["a", "a"]], "conversation.remove_members")?.field == "members[1]")
        #expect(error(["id": "g", "members": []], "conversation.remove_members")?.field == "members")
        let twice: JSONValue = [["person": "a"], ["person": "a"]]
        #expect(error(["id": "g", "members": twice], "conversation.add_members")?.field == "members[1].person")
    }

    @Test("A thousand members and no more")
    func bounds() {
        for (count, isTaken) in [(1_000, true), (1_001, false)] {
            let people = (0..<count).map { number -> JSONValue in ["person": .string("p\(number)")] }
            let found = error(["id": "g", "members": .array(people)], "conversation.create")
            #expect((found == nil) == isTaken)
            let names = (0..<count).map { JSONValue.string("p\($0)") }
            #expect((error(["id": "g", "members": .array(names)], "conversation.remove_members") == nil) == isTaken)
        }
        for (count, isTaken) in [(256, true), (257, false)] {
            let title = JSONValue.string(String(repeating: "a", count: count))
            #expect((error(["id": "g", "title": title], "conversation.update") == nil) == isTaken)
        }
    }
}
