import Contracts
import Testing

/// What the document says of messaging, held against the code.
@Suite struct MessagingContractTests {
    let document: ContractDocument
    let commands: [CommandContract]

    init() throws {
        document = try ContractDocument.load()
        commands = try document.messages(of: "messagingCommands")
    }

    @Test func everyCommandIsToldInTheCatalogsOrder() throws {
        #expect(commands.map(\.type) == CommandCatalog.messaging.types.map { $0.type })
        for (command, type) in zip(commands, CommandCatalog.messaging.types) {
            #expect(command.message["bindings"]?["amqp"]?["messageType"] == .string(command.type))
            let roles = command.message["x-roles"]?.asArray?.compactMap(\.asString)
            #expect(roles == Role.allCases.filter(type.allowed.contains).map(\.rawValue))
            #expect(!type.isConditional && command.schema["additionalProperties"] == false)
        }
    }

    /// The fields of a command are its stored properties in snake case, in the order in which they are read.
    @Test func everyCommandHasTheFieldsOfItsType() throws {
        for command in commands {
            #expect(!command.examples.isEmpty)
            for example in command.examples {
                let own = Mirror(reflecting: try read(command.type, example).command).children.map { child in
                    (child.label ?? "").reduce(into: "") { $0 += $1.isUppercase ? "_" + $1.lowercased() : String($1) }
                }
                #expect(command.fields == own + ["actor", "deadline", "metadata", "traceparent"], "\(command.type)")
                for field in command.required {
                    #expect(fault(command.type, example.with(field, nil))?.field == field, "\(command.type)")
                }
                for field in example.members.map(\.key) where !command.required.contains(field) {
                    let code = fault(command.type, example.with(field, nil))?.code
                    // At least one of the others is needed.
                    #expect(code == nil || command.schema["anyOf"] != nil, "\(command.type) needs \(field)")
                }
            }
        }
    }

    @Test func theCodesOfCommandsAreInTheOrderOfTheStages() {
        let order: [ErrorCode.Stage] = [.reading, .authorisation, .idempotency, .ledger, .messaging, .service]
        for command in commands {
            let codes = command.codes.compactMap { ErrorCode(rawValue: $0) }
            #expect(codes.count == command.codes.count && Set(codes).count == codes.count, "\(command.type)")
            #expect(codes.prefix(8) == ErrorCode.allCases.prefix(8), "\(command.type)")
            let places = codes.map { order.firstIndex(of: $0.stage) ?? -1 }
            #expect(places == places.sorted() && !places.contains(-1), "\(command.type)")
            #expect(codes.contains(.forbidden) && codes.contains(.idempotencyKeyReused))
        }
    }

    @Test func everyQueryIsToldWithTheFieldsOfItsType() throws {
        let queries = try document.messages(of: "messagingQueries")
        #expect(queries.map(\.type) == MessageQueryCatalog.all.map { $0.type })
        for query in queries {
            let codes = query.codes.compactMap { ErrorCode(rawValue: $0) }
            #expect(codes.count == query.codes.count && Set(codes).count == codes.count, "\(query.type)")
            for example in query.examples {
                // A cursor is the service's own, so an example cannot show a real one.
                let message = IncomingMessage(
                    body: example.with("cursor", nil).body, messageID: "ask-1", type: query.type)
                let read = try QueryEnvelope.read(message, from: .anonymous, among: MessageQueryCatalog.type(named:))
                let own = Mirror(reflecting: read.query).children.flatMap { child in
                    child.label == "page" ? ["limit", "cursor"] : [child.label ?? ""]
                }
                #expect(query.fields == own + ["actor"], "\(query.type)")
                for field in query.required {
                    let without = IncomingMessage(
                        body: example.with("cursor", nil).with(field, nil).body, messageID: "ask-1", type: query.type)
                    #expect(throws: CommandError.self, "\(query.type) without \(field)") {
                        try QueryEnvelope.read(without, from: .anonymous, among: MessageQueryCatalog.type(named:))
                    }
                }
            }
        }
    }

    @Test func wordsAndBoundsAreThoseOfTheCode() throws {
        #expect(
            try document.words("components/schemas/MemberRole/enum") == Conversation.MemberRole.allCases.map(\.rawValue)
        )
        #expect(
            try document.words("components/schemas/OfflineChannel/enum")
                == PersonSettings.Channel.allCases.map(\.rawValue))
        #expect(
            try document.words("components/schemas/MessagePriority/enum") == MessagePriority.allCases.map(\.rawValue))
        #expect(try document.words("components/schemas/MessageKind/enum") == Message.Kind.allCases.map(\.rawValue))
        #expect(try document.schema("ConversationTitle")["maxLength"]?.asInt == Conversation.longestTitle)
        #expect(try document.schema("Members")["maxItems"]?.asInt == Conversation.mostMembers)
        #expect(try document.schema("SenderID")["maxLength"]?.asInt == MessageID.longestSenderID)
        let records = try document.value("components/schemas/PersistBatch/properties/records")
        #expect(records["maxItems"]?.asInt == PersistBatch.longest)
        let muted = try document.value("components/schemas/PreferenceSet/properties/muted")
        #expect(muted["maxItems"]?.asInt == PersonSettings.mostEntries)
    }

    @Test func placesAreThoseOfTheCode() throws {
        let places = [
            ("messagingCommands", MessagingTopology.commands), ("messagingInbound", MessagingTopology.inbound),
            ("messagingPersist", MessagingTopology.persist), ("messagingCommitted", MessagingTopology.committed),
            ("messagingDeadLetters", MessagingTopology.deadLetters), ("messagingQueries", MessagingTopology.queries),
            ("messagingOffline", MessagingTopology.offline), ("messagingGossip", MessagingTopology.gossip),
        ]
        for (channel, name) in places {
            #expect(try document.value("channels/\(channel)/title").asString == name)
            let binding = try document.value("channels/\(channel)/bindings/amqp")
            #expect((binding["queue"] ?? binding["exchange"])?["name"]?.asString == name)
        }
        let priorities = try document.words("channels/messagingInbound/parameters/priority/enum")
        #expect(priorities == MessagePriority.allCases.map(\.rawValue))
    }

    @Test func batchesAreReadAsTheDocumentShowsThem() throws {
        let persist = try #require(try document.messages(of: "messagingPersist").first)
        #expect(persist.type == PersistBatch.type)
        for example in persist.examples {
            let batch = try PersistBatch(body: example.body)
            #expect(batch.records.count == example["records"]?.asArray?.count)
            #expect(try JSONReader.read(batch.body()).asObject?.count == example.count)
        }
        let committed = try #require(try document.messages(of: "messagingCommitted").first)
        #expect(committed.type == CommittedBatch.type && committed.examples.count == 2)
        for example in committed.examples {
            let batch = try CommittedBatch(body: example.body)
            #expect(batch.records.map(\.position).sorted() == batch.records.map(\.position))
            #expect(try JSONReader.read(batch.body()) == .object(example))
        }
    }

    /// Every member that a record may have is written by the code, and none besides.
    @Test(arguments: [
        ("MessageToStore", "record"), ("EditToStore", "record"), ("DeletionToStore", "record"),
        ("MarkerToStore", "record"),
    ])
    func recordsHaveTheMembersOfTheCode(schema: String, first: String) throws {
        let told = try document.schema(schema)["properties"]?.asObject?.members.map(\.key) ?? []
        let word = try document.value("components/schemas/\(schema)/properties/record")["const"]
        let persist = try #require(try document.messages(of: "messagingPersist").first)
        var shown: Set<String> = []
        for record in persist.examples.flatMap({ $0["records"]?.asArray ?? [] }) where record["record"] == word {
            shown.formUnion(record.asObject?.members.map(\.key) ?? [])
        }
        #expect(Set(told).subtracting(["key_id"]) == shown.subtracting(["key_id"]) && told.first == first)
    }

    private func read(_ type: String, _ example: JSONObject) throws(CommandError) -> CommandEnvelope {
        let message = IncomingMessage(body: example.body, messageID: "example-1", type: type)
        guard case .single(let envelope) = try CommandMessage.read(message, from: .anonymous, in: .messaging) else {
            throw CommandError(.unknownType, "this is a batch")
        }
        return envelope
    }

    private func fault(_ type: String, _ example: JSONObject) -> CommandError? {
        do throws(CommandError) {
            _ = try read(type, example)
            return nil
        } catch {
            return error
        }
    }
}

extension ContractDocument {
    /// The messages of a channel, in the order of the document.
    func messages(of channel: String) throws -> [CommandContract] {
        try (value("channels/\(channel)/messages").asObject?.members ?? []).map {
            CommandContract(
                message: try resolved($0.value), schema: try value("channels/\(channel)/messages/\($0.key)/payload"))
        }
    }
}
