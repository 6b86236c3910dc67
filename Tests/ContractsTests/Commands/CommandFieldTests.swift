import Contracts
import Testing

@Suite("The fields of every command")
struct CommandFieldTests {
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
                if case .bool = value, ["open", "unlimited", "final"].contains(member.key) { continue }
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

    @Test(
        "Fields that exclude each other, and fields that need each other",
        arguments: [
            (
                "account.open", #"{"owner": "a", "currency": "ZAR", "overdraft_limit": "1", "unlimited": true}"#,
                "overdraft_limit", ErrorCode.invalidField
            ),
            ("account.configure", #"{"account": "wal_000000009h5m1"}"#, "overdraft_limit", .missingField),
            (
                "account.configure", #"{"account": "wal_000000009h5m1", "unlimited": false}"#, "overdraft_limit",
                .missingField
            ),
            (
                "account.configure", #"{"account": "wal_000000009h5m1", "overdraft_limit": "1", "unlimited": true}"#,
                "overdraft_limit", .invalidField
            ),
            (
                "account.configure", #"{"account": {"party": "a"}, "overdraft_limit": "1"}"#, "account.currency",
                .missingField
            ),
            (
                "account.suspend", #"{"account": {"phone": "+27821234567"}, "reason": "x"}"#, "account.currency",
                .missingField
            ),
            (
                "wallet.deposit",
                #"{"wallet": "wal_000000009h5m1", "money": {"amount": "1", "currency": "ZAR"}, "open": true}"#, "open",
                .invalidField
            ),
            (
                "hold.place",
                #"{"wallet": "wal_000000009h5m1", "money": {"amount": "1", "currency": "ZAR"}, "expires_in": 5, "expires_at": "2026-11-21T09:30:00Z"}"#,
                "expires_in", .invalidField
            ),
            ("hold.capture", #"{"hold": "hld_0000000000001"}"#, "to", .missingField),
            (
                "hold.capture",
                #"{"hold": "hld_0000000000001", "to": "cash:ZAR", "splits": [{"to": "cash:ZAR", "money": {"amount": "1", "currency": "ZAR"}}]}"#,
                "splits", .invalidField
            ),
            (
                "hold.capture",
                #"{"hold": "hld_0000000000001", "money": {"amount": "1", "currency": "ZAR"}, "splits": [{"to": "cash:ZAR", "money": {"amount": "1", "currency": "ZAR"}}]}"#,
                "money", .invalidField
            ),
        ])
    func combinations(type: String, body: String, field: String, code: ErrorCode) {
        let error = messageError(body, type: type)
        #expect(error?.code == code)
        #expect(error?.field == field)
    }
}
