import Contracts
import Testing

@Suite struct CommandContractTests {
    let document: ContractDocument

    init() throws { document = try ContractDocument.load() }

    @Test func theDocumentTellsEveryTypeInTheCataloguesOrder() throws {
        #expect(try document.commands().map(\.type) == CommandCatalog.all.map { $0.type })
    }

    @Test func everyTypeIsNamedWhereverTypesAreListed() throws {
        let types = CommandCatalog.all.map { $0.type }
        for command in try document.commands() {
            #expect(command.message["bindings"]?["amqp"]?["messageType"] == .string(command.type))
        }
        let members = try document.schema("BatchMember")["oneOf"]?.asArray ?? []
        #expect(members.map { $0["properties"]?["type"]?["const"]?.asString } == types)
        let events = try document.commandEvents()
        #expect(
            events.map {
                $0["payload"]?["allOf"]?.asArray?.last?["properties"]?["command"]?["properties"]?["type"]?["const"]?
                    .asString
            } == types)
    }

    @Test func everyCommandNamesItsEvent() throws {
        let announced = try document.commands().map { $0.message["x-event"]?.asString }
        #expect(try document.commandEvents().map { $0["name"]?.asString } == announced)
        let keys = try document.words("channels/events/parameters/event/enum")
        #expect(keys.dropLast().map { "kauri.\($0)" } == announced.map { $0 ?? "" })
    }

    @Test func oneEventIsNamedAfterNoCommand() throws {
        let last = try document.value("channels/events/messages").asObject?.members.last
        let event = try document.resolved(try #require(last?.value))
        #expect(event["name"]?.asString == "kauri." + EventType.riskFlagged)
        #expect(try document.words("channels/events/parameters/event/enum").last == EventType.riskFlagged)
    }

    @Test func rolesAreThoseOfTheCode() throws {
        for type in CommandCatalog.all {
            let told = try document.command(type.type).message["x-roles"]?.asArray?.compactMap(\.asString)
            #expect(told == Role.allCases.filter(type.allowed.contains).map(\.rawValue), "\(type.type)")
            #expect(!type.allowed.isEmpty, "\(type.type)")
        }
        #expect(try document.value("components/messages/batch")["x-roles"] == nil)
    }

    /// What a command may give is not told to people twice: whoever is bound to ownership stands in the prose.
    @Test func peopleAreThoseOfTheProse() throws {
        let prose = try #require(try document.value("info/description").asString).replacing("\n", with: " ")
        let people = Role.allCases.filter(Set<Role>.people.contains).map(\.rawValue)
        let others = Role.allCases.filter { !Set<Role>.people.contains($0) }.map(\.rawValue)
        #expect(people == ["user", "host", "vendor", "seller"] && others == ["admin", "service", "provider"])
        #expect(prose.contains("user, host, vendor and seller act only on what is their own"))
        #expect(prose.contains("admin, service and provider are not bound to ownership"))
    }

    /// The fields of a command are its stored properties in snake case, in the order in which they are read.
    @Test func everyCommandHasTheFieldsOfItsType() throws {
        for type in CommandCatalog.all {
            let contract = try document.command(type.type)
            let example = try #require(contract.examples.first)
            let command = try readCommand(type.type, example).command
            let own = Mirror(reflecting: command).children.flatMap { child in
                // A bank account's number holds what stands in four fields.
                child.value is BankAccountNumber
                    ? ["country", "iban", "number", "bank_code"] : [child.label?.snakeCased ?? ""]
            }
            let common =
                ["actor", "deadline"] + (type.isConditional ? ["expected_version"] : []) + ["metadata", "traceparent"]
            #expect(contract.fields == own + common, "\(type.type)")
        }
    }

    @Test func commonFieldsAreThoseOfTheCode() throws {
        let labels = Mirror(reflecting: CommonFields()).children.compactMap { $0.label?.snakeCased }
        #expect(Set(labels) == CommandContract.common)
    }

    @Test func listsOfWordsAreThoseOfTheCode() throws {
        #expect(try document.words("components/schemas/PartyType/enum") == PartyType.allCases.map(\.rawValue))
        #expect(try document.words("components/schemas/Role/enum") == Role.allCases.map(\.rawValue))
        try expect("JobUpdate", "state", JobState.self)
        try expect("ChargeSaleCreate", "delivery", ChargeDelivery.self)
        try expect("PayoutSchedule", "interval", PayoutInterval.self)
        try expect("PayoutSchedule", "weekday", Weekday.self)
        try expect("AdjustmentPost", "direction", AdjustmentDirection.self)
        try expect("RiskReview", "decision", RiskDecision.self)
        try expect("ChargeSaleTold", "delivery", ChargeDelivery.self)
        try expect("PayoutTold", "interval", PayoutInterval.self)
        try expect("PayoutTold", "weekday", Weekday.self)
        try expect("BankAccountTold", "format", BankAccountNumber.Format.self)
        let accounts = SystemAccount.allCases.map(\.rawValue)
        #expect(try document.words("components/schemas/SystemAccount/enum") == accounts)
        let pattern = try document.schema("SystemAccountInUnit")["pattern"]?.asString
        #expect(pattern?.hasPrefix("^(\(accounts.joined(separator: "|"))):") == true)
    }

    private func expect<Word: RawRepresentable & CaseIterable>(
        _ schema: String, _ field: String, _: Word.Type
    ) throws where Word.RawValue == String {
        let told = try document.words("components/schemas/\(schema)/properties/\(field)/enum")
        #expect(told == Word.allCases.map(\.rawValue), "\(schema).\(field)")
    }
}

extension String {
    /// `overdraft_limit` for `overdraftLimit`.
    fileprivate var snakeCased: String {
        reduce(into: "") { text, letter in text += letter.isUppercase ? "_" + letter.lowercased() : String(letter) }
    }
}
