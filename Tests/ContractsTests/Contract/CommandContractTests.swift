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
        let events = try document.value("channels/events/messages").asObject?.members ?? []
        #expect(
            try events.map {
                try document.resolved($0.value)["payload"]?["allOf"]?.asArray?.last?["properties"]?["command"]
            }
            .map { $0?["properties"]?["type"]?["const"]?.asString } == types)
    }

    @Test func everyCommandNamesItsEvent() throws {
        let announced = try document.commands().map { $0.message["x-event"]?.asString }
        let events = try document.value("channels/events/messages").asObject?.members ?? []
        #expect(try events.map { try document.resolved($0.value)["name"]?.asString } == announced)
        let keys = try document.words("channels/events/parameters/event/enum")
        #expect(keys.map { "kauri.\($0)" } == announced.map { $0 ?? "" })
    }

    /// The fields of a command are its stored properties in snake case, in the order in which they are read.
    @Test func everyCommandHasTheFieldsOfItsType() throws {
        for type in CommandCatalog.all {
            let contract = try document.command(type.type)
            let example = try #require(contract.examples.first)
            let command = try readCommand(type.type, example).command
            let own = Mirror(reflecting: command).children.compactMap { $0.label?.snakeCased }
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
        let accounts = SystemAccount.allCases.map(\.rawValue)
        #expect(try document.words("components/schemas/SystemAccount/enum") == accounts)
        let pattern = try document.schema("SystemAccountInUnit")["pattern"]?.asString
        #expect(pattern?.hasPrefix("^(\(accounts.joined(separator: "|"))):") == true)
    }
}

extension String {
    /// `overdraft_limit` for `overdraftLimit`.
    fileprivate var snakeCased: String {
        reduce(into: "") { text, letter in text += letter.isUppercase ? "_" + letter.lowercased() : String(letter) }
    }
}
