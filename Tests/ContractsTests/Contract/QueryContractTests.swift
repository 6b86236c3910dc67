import Contracts
import Testing

@Suite struct QueryContractTests {
    let queries: [CommandContract]

    init() throws { queries = try ContractDocument.load().queries() }

    @Test("every type of the catalogue has its message, and no message is of another type")
    func everyTypeIsTold() {
        #expect(queries.map(\.type) == QueryCatalog.all.map { $0.type })
        for query in queries {
            #expect(query.message["bindings"]?["amqp"]?["messageType"] == .string(query.type))
        }
    }

    @Test("every example is read, and a query has the fields of its type in their order")
    func everyQueryHasTheFieldsOfItsType() throws {
        for query in queries {
            #expect(!query.examples.isEmpty && query.schema["additionalProperties"] == false, "\(query.type)")
            for example in query.examples {
                let read = try read(query.type, example)
                let own = Mirror(reflecting: read.query).children.flatMap { child in
                    child.label == "page" ? ["limit", "cursor"] : [child.label?.inSnakeCase ?? ""]
                }
                #expect(query.fields == own + ["actor"], "\(query.type)")
            }
            for field in query.fields where field != "actor" {
                #expect(query.examples.contains { $0[field] != nil }, "no example of \(query.type) shows \(field)")
                let isOptional = query.examples.contains { (try? read(query.type, $0.with(field, nil))) != nil }
                #expect(query.required.contains(field) || isOptional || query.schema["oneOf"] != nil, "\(query.type)")
                #expect(!query.required.contains(field) || !isOptional, "\(query.type) does not need \(field)")
            }
            let example = try #require(query.examples.first)
            #expect(throws: CommandError.self) { try read(query.type, example.with("colour", "green")) }
        }
    }

    @Test("the codes of a query are known, told once and in the order of the stages")
    func codesAreInOrder() {
        let order: [ErrorCode.Stage] = [.reading, .authorisation, .ledger, .query, .service]
        for query in queries {
            let codes = query.codes.compactMap { ErrorCode(rawValue: $0) }
            #expect(codes.count == query.codes.count && Set(codes).count == codes.count, "\(query.type)")
            let places = codes.map { order.firstIndex(of: $0.stage) ?? -1 }
            #expect(places == places.sorted() && !places.contains(-1) && codes.contains(.forbidden), "\(query.type)")
        }
    }

    @Test("the queue, and the bounds of a page, are those of the code")
    func boundsAreThoseOfTheCode() throws {
        let document = try ContractDocument.load()
        #expect(try document.value("channels/queries/address").asString == LedgerTopology.queries)
        let arguments = try document.value("channels/queries/x-amqp-queue-arguments")
        #expect(arguments["x-message-ttl"]?.asInt == LedgerTopology.longestQuery)
        #expect(try document.schema("Cursor")["maxLength"]?.asInt == Cursor.maximumLength)
        let limit = try document.schema("PageLimit")
        #expect(limit["oneOf"]?.asArray?.first?["maximum"]?.asInt64 == Page.longest)
        #expect(limit["default"]?.asInt64 == Page.usual)
    }

    /// A cursor is the ledger's own, so an example cannot show a real one.
    private func read(_ type: String, _ example: JSONObject) throws -> QueryEnvelope {
        let message = IncomingMessage(body: example.with("cursor", nil).body, messageID: "ask-1", type: type)
        return try QueryEnvelope.read(message, from: .anonymous)
    }
}

extension ContractDocument {
    /// The queries' messages, in the order of the document.
    func queries() throws -> [CommandContract] {
        try (value("channels/queries/messages").asObject?.members ?? []).map {
            CommandContract(
                message: try resolved($0.value), schema: try value("channels/queries/messages/\($0.key)/payload"))
        }
    }
}

extension String {
    /// `message_id` for `messageID`.
    fileprivate var inSnakeCase: String {
        replacing("ID", with: "Id").reduce(into: "") { text, letter in
            text += letter.isUppercase ? "_" + letter.lowercased() : String(letter)
        }
    }
}
