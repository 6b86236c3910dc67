import Contracts
import Testing

@Suite struct CommandExampleTests {
    let commands: [CommandContract]

    init() throws { commands = try ContractDocument.load().commands() }

    @Test func everyExampleIsAccepted() {
        for command in commands {
            #expect(!command.examples.isEmpty, "\(command.type) has no example")
            for example in command.examples {
                #expect(fault(of: command.type, example) == nil, "\(command.type)")
            }
        }
    }

    @Test func everyFieldOfItsOwnIsShownAndLeftOutWhereItMay() {
        for command in commands {
            for field in command.fields where !CommandContract.common.contains(field) {
                let isShown = command.examples.contains { $0[field] != nil }
                #expect(isShown, "no example of \(command.type) shows \(field)")
                guard !command.required.contains(field) else { continue }
                let isOptional = command.examples.contains { fault(of: command.type, $0.with(field, nil)) == nil }
                #expect(isOptional, "\(command.type) needs \(field) in every example")
            }
        }
    }

    @Test func aMissingFieldIsNamed() {
        for command in commands {
            for example in command.examples {
                for field in command.required {
                    for absence in [JSONValue?.none, .some(.null)] {
                        let error = fault(of: command.type, example.with(field, absence))
                        #expect(
                            error?.code == .missingField, "\(command.type), \(field): \(String(describing: absence))")
                        #expect(error?.field == field, "\(command.type) without \(field)")
                    }
                }
            }
        }
    }

    /// Fields are read in the order of the schema, so of several missing ones the first is named.
    @Test func fieldsAreReadInTheirOrder() throws {
        for command in commands {
            let example = try #require(command.examples.first)
            for count in command.required.indices {
                var payload = JSONObject()
                for field in command.required.prefix(count) { payload[field] = example[field] }
                #expect(fault(of: command.type, payload)?.field == command.required[count], "\(command.type)")
            }
        }
    }

    @Test func anExtraFieldIsNamed() {
        for command in commands {
            for example in command.examples {
                let error = fault(of: command.type, example.with("colour", "green"))
                #expect(error?.code == .unknownField, "\(command.type)")
                #expect(error?.field == "colour", "\(command.type)")
            }
            if !command.fields.contains("expected_version") {
                for example in command.examples {
                    let error = fault(of: command.type, example.with("expected_version", 1))
                    #expect(error?.code == .unknownField, "\(command.type)")
                }
            }
        }
    }

    @Test func everyCommandTakesTheCommonFields() {
        let common: [(String, JSONValue)] = [
            ("actor", ["id": "admin-1", "role": "admin"]), ("deadline", "2026-11-21T09:30:05Z"),
            ("expected_version", "7"),
            ("metadata", ["booking": "1042"]),
            ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
        ]
        for command in commands {
            for example in command.examples {
                for (field, value) in common where command.fields.contains(field) {
                    #expect(fault(of: command.type, example.with(field, value)) == nil, "\(command.type) with \(field)")
                }
            }
        }
    }

    /// A default means that leaving the field out is the same content as sending it.
    @Test func defaultsAreThoseOfTheCode() throws {
        let document = try ContractDocument.load()
        for command in commands {
            for member in command.schema["properties"]?.asObject?.members ?? [] {
                let schema = try document.resolved(member.value)
                guard let value = member.value["default"] ?? schema["default"] else { continue }
                let example = try #require(command.examples.first)
                let without = try readCommand(command.type, example.with(member.key, nil)).content().bytes
                let with = try readCommand(command.type, example.with(member.key, value)).content().bytes
                #expect(without == with, "\(command.type).\(member.key)")
            }
        }
    }
}
