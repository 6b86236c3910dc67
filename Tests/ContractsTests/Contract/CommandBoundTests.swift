import Contracts
import Testing

/// Ranges, lengths and patterns of the document against what the code accepts.
@Suite struct CommandBoundTests {
    let document: ContractDocument
    let commands: [CommandContract]

    init() throws {
        document = try ContractDocument.load()
        commands = try document.commands()
    }

    /// Texts that come close to one rule or another; each is either matched by a pattern and accepted, or neither.
    private static let samples: [String] =
        [
            "", "a", "A", "7", "é", "a b", "a\n", "en", "pt-MZ", "en-", "-en", "en-x-123456789", "Africa/Nairobi",
            "/Africa", "UTC+3",
            "ZAR", "zar", "ZA", "Z4", "4AR", "POINTS_2", "POINTS-2", "guest-7", "a.b_c:d@e", "guest/7", "main", "Main",
            "7main",
            "+27821234567", "+0821234567", "+2782123", "+27821234", "27821234567", "+278212345678901",
            "+2782123456789012",
            "2026-11-21T09:30:00Z", "2026-11-21 09:30:00Z", "2026-11-21t09:30:00z", "2026-11-21T09:30:00", "2026-11-21",
            "2026-11-21T09:30:00.123456+02:00", "2026-11-21T09:30:00.1234567Z", "2026-11-21T09:30:00.Z",
            "2026-11-21T09:30Z",
            "0", "1", "10", "01", "1.5", "1.", ".5", "-1", "-0", "+1", "1e3", "1,000", "0.0", "0.05", "NaN", "1.50 ",
        ]
        + ["wal", "hld", "txn", "job", "sal", "crq", "wdr", "bnk", "flg"].flatMap {
            [
                "\($0)_0000000000001", "\($0)_8000000000001", "\($0)_000000000000i", "\($0)_001",
                "\($0)_0000000000000", "\($0)_7zzzzzzzzzzzz", "\($0)_000000009h5kz", "\($0)_000000009h5m0",
                "\($0)_000000009gzzz", "\($0)_000000009j000", "\($0)_000000008zzzz", "\($0)_00000000a0000",
                "\($0)_0000000100000",
            ]
        }
        + [15, 16, 20, 21, 32, 33, 35, 36, 40, 41, 64, 65].flatMap { count in
            ["a", "A", "1"].map { String(repeating: $0, count: count) }
        }

    @Test func patternsAreThoseOfTheCode() throws {
        var checked: Set<String> = []
        for command in commands {
            for member in command.schema["properties"]?.asObject?.members ?? [] {
                let schema = try document.resolved(member.value)
                // What every command may have is read in one place.
                guard schema["pattern"] != nil,
                    !CommandContract.common.contains(member.key) || !checked.contains(member.key),
                    let example = command.examples.first(where: { $0[member.key] != nil })
                        ?? command.examples.first
                else { continue }
                checked.insert(member.key)
                let matches = try matcher(schema)
                for sample in Self.samples {
                    let error = fault(of: command.type, example.with(member.key, .string(sample)))
                    // Forty digits have the form of an amount, and are too large for any.
                    let refuses = error?.field == member.key && error?.code != .amountTooLarge
                    let place = "\(command.type).\(member.key) with “\(sample)”"
                    // Check digits and a country's own rules are in no pattern, so these may refuse more than it.
                    if Self.numbers.contains(member.key) {
                        #expect(matches(sample) || refuses, "\(place)")
                    } else {
                        #expect(matches(sample) == !refuses, "\(place)")
                    }
                }
            }
        }
        #expect(checked.isSuperset(of: Self.numbers) && checked.count >= 26, "only \(checked.sorted()) were checked")
    }

    private static let numbers: Set<String> = ["iban", "number"]

    /// The patterns of bank account numbers let through what people write, which the code then takes.
    @Test(arguments: [
        ("IBAN", "iban", "MU", nil, "MU17BOMM0101101030300200000MUR"),
        ("IBAN", "iban", "MU", nil, "MU17 BOMM 0101 1010 3030 0200 000M UR"),
        ("IBAN", "iban", "GB", nil, "gb82 west 1234 5698 7654 32"),
        ("LocalNumber", "number", "ZA", "250655", "62001234567"),
        ("LocalNumber", "number", "ZA", "250655", "62 00-123 4567"),
        ("LocalNumber", "number", "KE", "01", "0123456789012"),
    ])
    func numbersAreWrittenAsPeopleDo(
        schema: String, field: String, country: String, bankCode: String?, text: String
    ) throws {
        let example = try #require(try document.command("bank_account.add").examples.last)
        let payload = example.with("iban", nil).with("number", nil).with("country", .string(country)).with(
            field, .string(text)
        )
        .with("bank_code", bankCode.map { .string($0) })
        #expect(try matches(text, document.schema(schema)))
        #expect(fault(of: "bank_account.add", payload) == nil)
        for broken in [" \(text)", "\(text) ", text.replacing(" ", with: "  ") + "!", "", text + "\n"] {
            #expect(fault(of: "bank_account.add", payload.with(field, .string(broken)))?.field == field, "“\(broken)”")
            #expect(try !matches(broken, document.schema(schema)), "“\(broken)”")
        }
        let long = String(repeating: "1", count: BankAccountAdd.longestNumber + 1)
        #expect(fault(of: "bank_account.add", payload.with(field, .string(long)))?.code == .invalidField)
    }

    @Test(arguments: [
        ("Money", "wallet.transfer", "money"), ("SignedMoney", "journal.post", "legs"),
    ])
    func amountsAreThoseOfTheCode(schema: String, type: String, field: String) throws {
        let schemas = try #require(try document.schema(schema)["properties"]?["amount"])
        let example = try #require(try document.command(type).examples.first)
        for sample in Self.samples {
            let money: JSONValue = ["amount": .string(sample), "currency": "ZAR"]
            let leg: JSONValue = ["account": "cash:ZAR", "money": money]
            let error = fault(of: type, example.with(field, field == "legs" ? [leg, leg] : money))
            let parts = schemas["allOf"]?.asArray ?? [schemas]
            let matched = try parts.allSatisfy { try matches(sample, document.resolved($0)) }
            // Forty digits have the form of an amount, and are too large for any.
            #expect(
                matched == (error == nil || error?.code == .amountTooLarge), "“\(sample)”: \(String(describing: error))"
            )
        }
    }

    @Test func namesOfAccountsAreThoseOfTheCode() throws {
        let example = try #require(try document.command("wallet.transfer").examples.first)
        let samples =
            Self.samples + ["cash:ZAR", "fx:POINTS_2", "cash:zar", "cash:", "cash", ":ZAR", "bank:ZAR", "cash:ZAR:1"]
        for sample in samples {
            let isMatched = try ["AccountID", "SystemAccountInUnit"].contains {
                try matches(sample, document.schema($0))
            }
            #expect(
                (fault(of: "wallet.transfer", example.with("to", .string(sample))) == nil) == isMatched, "“\(sample)”")
        }
    }

    @Test func lengthsOfTextsAreThoseOfTheCode() throws {
        for command in commands {
            let example = try #require(command.examples.first)
            for member in command.schema["properties"]?.asObject?.members ?? [] {
                let schema = try document.resolved(member.value)
                guard schema["type"] == "string", schema["pattern"] == nil, schema["enum"] == nil,
                    let maximum = schema["maxLength"]?.asInt
                else { continue }
                func code(_ text: String) -> ErrorCode? {
                    fault(of: command.type, example.with(member.key, .string(text)))?.code
                }
                let place = "\(command.type).\(member.key)"
                #expect(code(String(repeating: "a", count: maximum)) == nil, "\(place)")
                #expect(code(String(repeating: "a", count: maximum + 1)) == .invalidField, "\(place)")
                #expect(code(String(repeating: "é", count: maximum / 2 + 1)) == .invalidField, "\(place) counts bytes")
                #expect((code("") == .invalidField) == (schema["minLength"]?.asInt == 1), "\(place)")
            }
        }
    }

    @Test func rangesOfNumbersAreThoseOfTheCode() throws {
        for command in commands {
            let example = try #require(command.examples.last)
            for member in command.schema["properties"]?.asObject?.members ?? [] {
                let forms = try document.resolved(member.value)["oneOf"]?.asArray ?? []
                guard let range = forms.first(where: { $0["type"] == "integer" }), let low = range["minimum"]?.asInt64,
                    let high = range["maximum"]?.asInt64
                else { continue }
                let inside = [low, high].flatMap { [JSONValue.number("\($0)"), .string("\($0)")] }
                let beyond = ["\(low - 1)", high == .max ? "9223372036854775808" : "\(high + 1)", "1.0", "1e0", "01"]
                for value in inside {
                    let error = fault(of: command.type, example.with(member.key, value))
                    #expect(error == nil, "\(command.type).\(member.key) = \(value)")
                }
                for literal in beyond {
                    let error = fault(of: command.type, example.with(member.key, .string(literal)))
                    #expect(error?.code == .invalidField, "\(command.type).\(member.key) = \(literal)")
                }
            }
        }
    }

    @Test func lengthsOfListsAreThoseOfTheCode() throws {
        for command in commands {
            for member in command.schema["properties"]?.asObject?.members ?? [] {
                let schema = try document.resolved(member.value)
                guard let low = schema["minItems"]?.asInt, let high = schema["maxItems"]?.asInt,
                    let example = command.examples.first(where: { $0[member.key] != nil }),
                    let item = example[member.key]?.asArray?.first
                else { continue }
                for (count, isAccepted) in [(low - 1, false), (low, true), (high, true), (high + 1, false)] {
                    let items = JSONValue.array(Array(repeating: item, count: count))
                    let error = fault(of: command.type, example.with(member.key, items))
                    #expect((error == nil) == isAccepted, "\(command.type).\(member.key) with \(count)")
                }
            }
        }
    }

    private func matches(_ text: String, _ schema: JSONValue) throws -> Bool { try matcher(schema)(text) }

    /// Whether a text keeps a schema's pattern and length; patterns are slow to read.
    private func matcher(_ schema: JSONValue) throws -> (String) -> Bool {
        let maximum = schema["maxLength"]?.asInt ?? Int.max
        guard let pattern = schema["pattern"]?.asString else { return { $0.utf8.count <= maximum } }
        let regex = try Regex(pattern)
        return { $0.utf8.count <= maximum && $0.firstMatch(of: regex) != nil }
    }
}
