import Contracts
import Testing

@Suite struct EnvelopeContractTests {
    let document: ContractDocument

    init() throws { document = try ContractDocument.load() }

    @Test func allThreeFormsCarryEveryExample() throws {
        for command in try document.commands() {
            for example in command.examples {
                let plain = IncomingMessage(body: example.body, messageID: "id-1", type: command.type)
                let structured: JSONValue = [
                    "specversion": "1.0", "id": "id-1", "type": .string(command.type), "source": "/tests",
                    "datacontenttype": "application/json", "data": .object(example),
                ]
                let spellings = ["ce-", "cloudevents_", "cloudevents:"]
                let binary = spellings.map { spelling in
                    IncomingMessage(
                        body: example.body, headers: ["\(spelling)id": "id-1", "\(spelling)type": command.type])
                }
                let contents = try
                    ([plain] + binary + [
                        IncomingMessage(
                            body: structured.encoded, contentType: "application/cloudevents+json; charset=utf-8"),
                        IncomingMessage(body: structured.encoded, contentType: "Application/CloudEvents+JSON"),
                    ]).map { try content(of: $0) }
                #expect(Set(contents).count == 1, "\(command.type)")
            }
        }
    }

    @Test func theStructuredExampleIsAccepted() throws {
        let examples = try document.value("components/messages/cloudEvent/examples").asArray ?? []
        let type = try document.value("components/messages/cloudEvent/contentType").asString
        #expect(!examples.isEmpty)
        for example in examples {
            let payload = try #require(example["payload"])
            _ = try content(of: IncomingMessage(body: payload.encoded, contentType: type))
        }
    }

    @Test func theBatchExamplesAreAccepted() throws {
        let examples = try document.value("components/messages/batch/examples").asArray ?? []
        #expect(examples.count >= 2)
        for example in examples {
            let payload = try #require(example["payload"]?.asObject)
            switch try batch(payload) {
            case .single: Issue.record("a batch was read as one command")
            case .linked(let members):
                #expect(payload["mode"] == "linked" && members.count == payload["commands"]?.asArray?.count)
            case .independent(let members): #expect(members.allSatisfy { (try? $0.get()) != nil })
            }
            #expect(throws: CommandError.self) { try batch(payload.with("colour", "green")) }
            #expect(throws: CommandError.self) { try batch(payload.with("actor", ["id": "a", "role": "admin"])) }
        }
    }

    @Test func aBatchHoldsAsManyAsTheDocumentSays() throws {
        let commands = try document.schema("Batch")["properties"]?["commands"]
        #expect(commands?["maxItems"]?.asInt == CommandMessage.maximumBatch)
        let member: JSONValue = ["type": "hold.expire", "data": ["hold": "hld_000000009h5mc"]]
        for (count, isAccepted) in [(0, false), (1, true), (1_000, true), (1_001, false)] {
            let payload = JSONObject(uniqueMembers: [
                .init(key: "commands", value: .array(Array(repeating: member, count: count)))
            ])
            #expect(((try? batch(payload)) != nil) == isAccepted, "\(count) commands")
        }
    }

    @Test func membersOfABatchHaveTheFieldsOfTheDocument() throws {
        let schema = try document.schema("BatchMember")
        #expect(schema["properties"]?.asObject?.members.map(\.key) == ["id", "type", "data"])
        let member: JSONObject = JSONObject(uniqueMembers: [
            .init(key: "id", value: "a"), .init(key: "type", value: "hold.expire"),
            .init(key: "data", value: ["hold": "hld_000000009h5mc"]),
        ])
        for field in ["id", "type", "data", "colour"] {
            let broken = member.with(field, field == "colour" ? "green" : nil)
            let read = try batch(JSONObject(uniqueMembers: [.init(key: "commands", value: [.object(broken)])]))
            guard case .independent(let results) = read, let result = results.first else {
                throw CommandError(.internalError, "")
            }
            switch result {
            case .success(let envelope): #expect(field == "id" && envelope.key.messageID == "batch-1/0")
            case .failure(let error):
                #expect(error.error.code == (field == "colour" ? .unknownField : .missingField))
                #expect(error.error.field == "commands[0].\(field)")
            }
        }
    }

    @Test(arguments: [
        "amq.rabbitmq.reply-to", "amq.rabbitmq.reply-to.g1h2AA", "amq.rabbitmq.reply-tox", "amq.gen-JzTY20BRgKO",
        "amq.gen", "reply.a",
        "reply.", "reply", "xreply.a", "ledger.commands.00", "", "amq.topic",
    ])
    func repliesGoWhereTheDocumentSays(address: String) throws {
        let pattern = try #require(try document.schema("ReplyTo")["pattern"]?.asString)
        #expect(try (Regex(pattern).firstMatch(in: address) != nil) == ReplyAddress.isAllowed(address))
    }

    @Test func eventsAreNamedAsTheCodeNamesThem() throws {
        for command in try document.commands() {
            #expect(command.message["x-event"] == .string(EventType.name(for: command.type)))
        }
        let keys = try document.words("channels/events/parameters/event/enum")
        #expect(keys == CommandCatalog.all.map { EventType.routingKey(for: $0.type) } + [EventType.riskFlagged])
        let source = try document.schema("EventHeaders")["properties"]?["ce-source"]?["const"]
        #expect(source == .string(EventType.source))
    }

    /// A reply to a message that could not be read has what the schema requires, and no more than it knows.
    @Test func repliesAreBuiltAsTheDocumentSays() throws {
        let error = CommandError(.missingField, "message_id is required", field: "message_id")
        let at = Timestamp(microseconds: 0)
        let document = ReplyBody.unreadable(error, messageID: nil, type: "wallet.transfer", at: at)
        let reply = try #require(try JSONReader.read(ReplyBody.single(document, isReplay: false)).asObject)
        #expect(reply.members.map(\.key) == ["replayed", "command", "status", "error", "at"])
        let told = try self.document.schema("Rejected")["required"]?.asArray?.compactMap(\.asString) ?? []
        #expect(told == Array(reply.members.map(\.key).dropFirst()))
        let batch = try JSONReader.read(ReplyBody.batch(id: "b", [(document, false)])).asObject
        let members = try self.document.schema("ReplyBatch")["required"]?.asArray?.compactMap(\.asString)
        #expect(batch?.members.map(\.key) == members)
    }

    @Test func placesAtTheBrokerAreThoseOfTheCode() throws {
        #expect(try document.value("channels/commands/x-amqp-exchange/name") == .string(LedgerTopology.commands))
        #expect(try document.value("channels/commands/title") == .string(LedgerTopology.commands))
        let partition = try #require(try document.value("channels/partitions/address").asString)
        #expect(partition.replacing("{partition}", with: "07") == LedgerTopology.partition(7))
        let limit = try document.value("channels/partitions/x-amqp-queue-arguments/x-delivery-limit")
        #expect(limit.asInt == LedgerTopology.deliveryLimit)
        #expect(try document.value("channels/events/bindings/amqp/exchange/name") == .string(LedgerTopology.events))
        #expect(try document.value("channels/eventLog/address") == .string(LedgerTopology.eventLog))
        let batches = try document.value("channels/eventBatches")
        #expect(batches["title"] == .string(LedgerTopology.eventBatches))
        #expect(batches["bindings"]?["amqp"]?["exchange"]?["name"] == .string(LedgerTopology.eventBatches))
        #expect(try document.value("channels/eventBatchLog/address") == .string(LedgerTopology.eventBatchLog))
        #expect(try document.value("channels/deadLetters/address") == .string(LedgerTopology.deadLetters))
    }

    /// Numbers that stand in prose.
    @Test func proseTellsTheBoundsOfTheCode() throws {
        let prose = try #require(try document.value("info/description").asString).replacing("\n", with: " ")
        let json = JSONReader.Limits()
        for bound in [
            "at most \(grouped(CommandMessage.Limits().bytes)) bytes",
            "\(CommandMessage.Limits().depth) levels of nesting", "\(grouped(json.values)) values",
            "\(grouped(json.members)) members", "\(json.keyLength) bytes in a key",
            "\(json.numberLength) characters in a number",
            "1 to \(CommandKey.maximumLength) bytes",
        ] {
            #expect(prose.contains(bound), "“\(bound)” is not told")
        }
        let hold = try document.schema("HoldPlace")
        #expect(hold["description"]?.asString?.contains("seven days") == true && HoldPlace.usual == 7 * 86_400)
        let seconds = try document.schema("JobStart")["properties"]?["expires_in"]?["description"]?.asString
        #expect(seconds?.contains("One day where it is left out") == true && JobStart.usual == 86_400)
        #expect(try document.schema("Metadata")["maxProperties"]?.asInt == MetadataPair.maximumCount)
        for schema in ["IBAN", "LocalNumber"] {
            #expect(try document.schema(schema)["maxLength"]?.asInt == BankAccountAdd.longestNumber)
        }
    }

    private func grouped(_ number: Int) -> String {
        String(number).reversed().enumerated().reduce(into: "") { text, digit in
            text = (digit.offset > 0 && digit.offset % 3 == 0 ? "\(digit.element)," : "\(digit.element)") + text
        }
    }

    private func content(of message: IncomingMessage) throws -> [UInt8] {
        guard case .single(let envelope) = try CommandMessage.read(message, from: .anonymous) else {
            throw CommandError(.unknownType, "this is a batch")
        }
        return envelope.content().bytes + Array(envelope.key.messageID.utf8)
    }

    private func batch(_ payload: JSONObject) throws -> CommandMessage {
        try CommandMessage.read(
            IncomingMessage(body: payload.body, messageID: "batch-1", type: "batch"), from: .anonymous)
    }
}
