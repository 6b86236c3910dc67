import Contracts
import Testing

@Suite("The fields of every command")
struct CommandFieldTests {
    private static let flags: Set<String> = ["open", "unlimited", "final", "remove_phone", "refund", "primary"]

    private func object(_ example: CommandExamples.Example) throws -> JSONObject {
        try #require(try JSONReader.read(Array(example.body.utf8)).asObject)
    }

    private func text(_ object: JSONObject) -> String {
        String(decoding: JSONValue.object(object).encoded, as: UTF8.self)
    }

    @Test("There is an example of every type")
    func complete() {
        #expect(CommandExamples.all.map(\.type) == CommandCatalog.all.map { $0.type })
        for type in CommandCatalog.all { #expect(CommandCatalog.type(named: type.type) != nil) }
    }

    @Test("Read and written again it is the same", arguments: CommandExamples.all)
    func roundTrip(example: CommandExamples.Example) throws {
        let envelope = try readCommand(example.body, type: example.type)
        #expect(try JSONReader.read(envelope.body()) == .object(object(example)))
        let again = try readCommand(String(decoding: envelope.body(), as: UTF8.self), type: example.type)
        #expect(again.content().bytes == envelope.content().bytes)
        #expect(try envelope.content().fields.map(\.name).sorted() == object(example).members.map(\.key).sorted())
    }

    @Test("Without a required field: missing_field by name; without another: read", arguments: CommandExamples.all)
    func missing(example: CommandExamples.Example) throws {
        let whole = try object(example)
        for member in whole.members {
            for absent in [JSONValue?.none, .some(.null)] {
                var object = whole
                object[member.key] = absent
                let error = messageError(text(object), type: example.type)
                if example.required.contains(member.key) {
                    #expect(error?.code == .missingField, "\(member.key)")
                    #expect(error?.field == member.key)
                } else {
                    #expect(error == nil, "\(member.key): \(error?.message ?? "")")
                }
            }
        }
    }

    @Test("A field of another kind is refused by name", arguments: CommandExamples.all)
    func wrongKinds(example: CommandExamples.Example) throws {
        let whole = try object(example)
        let values: [JSONValue] = [
            true, -7, "", [], ["x": 1], .string(String(repeating: "\u{1F4A5}", count: 2_500)), [7],
        ]
        for member in whole.members {
            for value in values {
                if case .bool = value, Self.flags.contains(member.key) { continue }
                var object = whole
                object[member.key] = value
                let error = try #require(messageError(text(object), type: example.type), "\(member.key) = \(value)")
                #expect(error.field?.hasPrefix(member.key) == true, "\(member.key) = \(value): \(error)")
                #expect(
                    [.invalidField, .invalidAmount, .unknownField, .missingField, .unknownCurrency].contains(error.code)
                )
            }
        }
    }

    @Test("A field that no command has is refused", arguments: CommandExamples.all)
    func unknown(example: CommandExamples.Example) throws {
        var object = try object(example)
        object["surprise"] = 1
        #expect(messageError(text(object), type: example.type)?.code == .unknownField)
        #expect(messageError(text(object), type: example.type)?.field == "surprise")
    }

    @Test("expected_version is a field of exactly the conditional commands", arguments: CommandExamples.all)
    func conditional(example: CommandExamples.Example) throws {
        var object = try object(example)
        object["expected_version"] = "3"
        let type = try #require(CommandCatalog.type(named: example.type))
        #expect(messageError(text(object), type: example.type)?.code == (type.isConditional ? nil : .unknownField))
    }
}
